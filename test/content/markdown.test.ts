import fc from 'fast-check';
import t from 'tap';
import { sanitise, toText } from '../../src/content/html.js';
import { normaliseMarkdown, renderMarkdown } from '../../src/content/markdown.js';

const cases: readonly [string, string, string, string][] = [
  ['two paragraphs', 'One.\n\nTwo.', '<p>One.</p><p>Two.</p>', 'One.\n\nTwo.'],
  ['a wrapped line', 'One\ntwo.', '<p>One two.</p>', 'One two.'],
  ['a hard break', 'One  \ntwo.', '<p>One<br />\ntwo.</p>', 'One\ntwo.'],
  ['a tight list', '- a\n- *b*', '<ul><li>a</li><li><em>b</em></li></ul>', 'a\n\nb'],
  ['a nested list', '- a\n  - b', '<ul><li><p>a</p><ul><li>b</li></ul></li></ul>', 'a\n\nb'],
  ['a loose list', '1. a\n\n2. b', '<ol><li><p>a</p></li><li><p>b</p></li></ol>', 'a\n\nb'],
  ['a numbered list that starts later', '3. a', '<ol start="3"><li>a</li></ol>', 'a'],
  ['code', 'Do\n\n    a\n\n    b\n\nnow', '<p>Do</p><pre><code>a\n\nb</code></pre><p>now</p>', 'Do\n\na\n\nb\n\nnow'],
  ['an empty item', '- a\n-\n- b', '<ul><li>a</li><li></li><li>b</li></ul>', 'a\n\nb'],
  ['headings and a rule', '## H\n\n---\n\nx', '<h2>H</h2><hr /><p>x</p>', 'H\n\nx'],
  ['a quotation', '> q\n> r', '<blockquote><p>q r</p></blockquote>', 'q r'],
  ['quotes and signs', '“a” & b \\< c "d"', '<p>“a” &amp; b &lt; c "d"</p>', '“a” & b < c "d"'],
  [
    'a link',
    '[a](https://example.org/?a=1&b "T")',
    '<p><a href="https://example.org/?a=1&amp;b" title="T">a</a></p>',
    'a',
  ],
];

for (const [name, source, html, text] of cases) {
  t.test(`${name} becomes HTML and plain text`, async (t) => {
    t.same(renderMarkdown(source), { html, text, faults: [] });
    t.equal(sanitise(html), html, 'the sanitiser changes nothing');
  });
}

const refused: readonly [string, string, string, number][] = [
  ['a script block', 'a\n\n<script>alert(1)</script>', 'markdown-html', 3],
  ['inline HTML', 'a\nb <b>x</b>', 'markdown-html', 2],
  ['a comment', '<!-- x -->', 'markdown-html', 1],
  ['an image', 'a\n\n![x](https://example.org/x.png)', 'markdown-image', 3],
  ['a script address', '[x](javascript:alert(1))', 'markdown-link', 1],
  ['a relative address', '[x](/y)', 'markdown-link', 1],
  ['a heading of level 1', 'a\n\n# b', 'markdown-heading', 3],
  ['an underlined heading of level 1', 'a\n===', 'markdown-heading', 1],
  ['an unclosed code block', 'a\n\n```\nb', 'markdown-unclosed', 3],
  ['only white space', '&#32;', 'markdown-empty', 1],
  ['very deep nesting', `${'>'.repeat(5000)} x`, 'markdown-nesting', 1],
];

for (const [name, source, code, line] of refused) {
  t.test(`${name} is refused with its line`, async (t) => {
    t.match(renderMarkdown(source).faults[0], { code, line });
  });
}

t.test('one text has one spelling', async (t) => {
  t.equal(normaliseMarkdown('\r\n  \r\na\r\n\r\n'), 'a');
  t.equal(normaliseMarkdown('\n    code\n'), '    code');
});

t.test('no Markdown throws, and all that is let through is already safe and consistent', async () => {
  const piece = fc.constantFrom(
    'a',
    'word',
    ' ',
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '> ',
    '    ',
    '`',
    '```',
    '*',
    '_',
    '[',
    '](',
    ')',
    'https://e.org',
    '<',
    '&amp;',
    '##',
    '😀',
    '\\',
    '\t',
    '---',
    '  \n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { html, text, faults } = renderMarkdown(normaliseMarkdown(pieces.join('')));
      if (faults.length > 0) return true;
      return (
        sanitise(html) === html && toText(html) === text && !/>\s+<(?:p|ul|ol|li|h[2-6]|pre|blockquote|hr)\b/.test(html)
      );
    }),
    { numRuns: 500 },
  );
});
