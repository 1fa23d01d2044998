import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Article } from '../../src/schemas/article.js';
import { openApp } from '../support/app.js';

const address = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
const page = readFileSync(new URL('../fixtures/source-page.txt', import.meta.url), 'utf8');

/** The page breaks this sentence in two: "read more" stood in the middle of it. Mending that is the one repair. */
const broken = 'how to fit a new exercise ...\n\ne program into your daily schedule.';
const mended = 'how to fit a new exercise program into your daily schedule.';

const paragraphsOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** The page as a reader of the API would print it. */
function print({ title, answers, topics, disclaimer }: Article): string[] {
  const told = answers.flatMap(({ attribution, body }) => {
    const credit =
      attribution.kind === 'named' ? [attribution.author.name, attribution.author.specialty ?? []].flat() : [];
    return [...credit, ...paragraphsOf(body.text)];
  });
  const about = topics.flatMap(({ name, summary }) => [`Continue Learning about ${name}`, name, name, summary]);
  return [title, ...told, ...about, disclaimer.text];
}

t.test('every paragraph of the source page can be printed from the article, character for character', async (t) => {
  t.ok(page.includes(broken));
  const { get } = await openApp(t);
  const article: Article = (await get(address)).json();
  t.same(print(article), paragraphsOf(page.replace(broken, mended)));
});

t.test('the page can be printed from the parts as well', async (t) => {
  const { get } = await openApp(t);
  const article: Article = (await get(address)).json();
  const { data, disclaimer } = (await get(`${address}/answers`)).json();
  const { topics } = article;
  t.same(print({ ...article, answers: data, disclaimer }), print(article));
  const alone = await Promise.all(article.answers.map(async ({ id }) => (await get(`/v1/answers/${id}`)).json()));
  t.same(print({ ...article, answers: alone }), print(article));
  const found = await Promise.all(topics.map(async ({ slug }) => (await get(`/v1/topics/${slug}`)).json()));
  t.same(print({ ...article, topics: found }), print(article));
});

t.test('the HTML of an answer has the same words', async (t) => {
  const { get } = await openApp(t);
  const article: Article = (await get(address)).json();
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
  for (const { body } of article.answers) {
    const words = body.html.replace(/<\/p>\s*<p>/g, '\n\n').replace(/<[^>]+>/g, '');
    t.equal(
      words.replace(/&\w+;/g, (entity) => entities[entity] ?? entity),
      body.text,
    );
  }
});

t.test('the third answer is nobody’s, and says so', async (t) => {
  const { get } = await openApp(t);
  const article: Article = (await get(address)).json();
  t.same(
    article.answers.map(({ attribution }) => (attribution.kind === 'named' ? attribution.author.name : attribution)),
    ['Wendy Batts', 'Brian Yee', { kind: 'anonymous' }],
  );
  const [wendy] = article.answers;
  t.equal(wendy?.attribution.kind === 'named' && wendy.attribution.author.specialty, null, 'never guessed');
});

t.test('every recommendation and every piece of advice rests on words that are there', async (t) => {
  const { get } = await openApp(t);
  const article: Article = (await get(address)).json();
  const anchored = article.answers.flatMap(({ body, recommendations, seekCare }) =>
    [...recommendations, ...seekCare].map(({ anchor }) => ({ anchor, points: [...body.text] })),
  );
  t.equal(anchored.length, 8);
  for (const { anchor, points } of anchored) {
    const { exact, prefix, suffix, start, end } = anchor;
    t.equal(points.slice(start, end).join(''), exact);
    t.equal(points.slice(Math.max(0, start - 32), start).join(''), prefix);
    t.equal(points.slice(end, end + 32).join(''), suffix);
  }
});
