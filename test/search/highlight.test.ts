import fc from 'fast-check';
import t from 'tap';
import { highlight } from '../../src/search/highlight.js';
import { parseQuery, type SearchQuery } from '../../src/search/query.js';

function queryOf(q: string): SearchQuery {
  const query = parseQuery(q);
  if (query === undefined) throw new Error(`no terms: ${q}`);
  return query;
}

t.test('what was found is marked in the title, in the form it is written in', async (t) => {
  const { title } = highlight(queryOf('knees "after run"'), 'Knee pain after running?', []);
  t.same(title, {
    text: 'Knee pain after running?',
    html: '<mark>Knee</mark> pain <mark>after running</mark>?',
  });
});

t.test('everything else in the HTML is escaped', async (t) => {
  const { title } = highlight(queryOf('knee'), `<script>"knee" & 'hip'</script>`, []);
  t.equal(title.html, '&lt;script&gt;&quot;<mark>knee</mark>&quot; &amp; &#39;hip&#39;&lt;/script&gt;');
});

t.test('the snippet is of the place that holds most of the query', async (t) => {
  const filler = 'Rest is good for everyone who is tired. '.repeat(20);
  const { snippet } = highlight(queryOf('knee hip'), 'x', [
    `A knee. ${filler}`,
    `${filler}\n\nThe knee and the hip.\n\n${filler}`,
  ]);
  t.match(snippet.html, '<mark>knee</mark> and the <mark>hip</mark>');
  t.match(snippet.text, /^….*The knee and the hip\. Rest.*…$/);
  t.ok(snippet.text.length <= 202, 'about 200 characters');
  t.equal(snippet.from, 1, 'of the second text');
});

t.test('without a match the snippet is the beginning of the text', async (t) => {
  const { snippet } = highlight(queryOf('title'), 'Title', ['Short text.']);
  t.same(snippet, { text: 'Short text.', html: 'Short text.', from: 0 });
  t.same(highlight(queryOf('title'), 'Title', []).snippet, { text: '', html: '', from: 0 });
});

t.test('no text throws, no word is cut, and the HTML without its tags is the text', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1000 }),
    fc
      .array(fc.constantFrom('knee', 'pain', '<b>', '&', '膝', 'é', '\n\n', ' ', '"'), { maxLength: 300 })
      .map((all) => all.join('')),
    fc.lorem({ maxCount: 80 }),
  );
  const isWellFormed = (one: string) => !/\p{Surrogate}/u.test(one);
  const toPlain = (html: string) =>
    html
      .replace(/<\/?mark>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  fc.assert(
    fc.property(
      text,
      fc.array(text, { maxLength: 3 }),
      fc.constantFrom('knee pain', '"knee pain"', '膝', 'lorem', 'e b'),
      (title, texts, q) => {
        const found = highlight(queryOf(q), title, texts);
        return (
          toPlain(found.title.html).replace(/\s+/g, ' ') === title.replace(/\s+/g, ' ') &&
          toPlain(found.snippet.html) === found.snippet.text &&
          !/<(?!\/?mark>)/.test(found.snippet.html) &&
          (isWellFormed(found.snippet.text) || texts.some((one) => !isWellFormed(one)))
        );
      },
    ),
    { numRuns: 1000 },
  );
});
