import fc from 'fast-check';
import t from 'tap';
import { toFinder, tokenise, tokeniseWithin, toTokens } from '../../src/search/analyse.js';

const cases: readonly [why: string, text: string, tokens: string][] = [
  ['case and punctuation do not matter', 'Knee PAIN, after running?', 'knee pain after run'],
  ['word forms meet at their stem', 'stretches stretching stretched', 'stretch stretch stretch'],
  ['a hyphen parts words', 'side-lying', 'side ly'],
  ['straight and curly apostrophes are the same', "runner's runner’s don’t don't", 'runner runner dont dont'],
  ['curly quotes are no part of a word', '“self-message”', 'self messag'],
  ['accents do not matter', 'café Ödem naïve', 'cafe odem naiv'],
  ['a combining accent is the same as a composed one', 'cafe\u0301', 'cafe'],
  ['compatibility forms are the plain ones', 'ﬁt ５ ½', 'fit 5 1 2'],
  ['other scripts are kept, unstemmed', 'боль в колене', 'боль в колене'],
  ['a final sigma is a sigma', 'ΠΌΝΟΣ πόνος', 'πονοσ πονοσ'],
  ['each character of a script without spaces is a token', '膝の痛みknee', '膝 の 痛 み knee'],
  ['a sharp s is two', 'Straße STRASSE strasse GROẞ', 'strass strass strass gross'],
  ['numbers are words', '10 km in 2026', '10 km in 2026'],
  ['there may be no words', ' — …!?', ''],
];

for (const [why, text, tokens] of cases) {
  t.test(why, async (t) => {
    t.equal(toTokens(text), tokens);
  });
}

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());

t.test('no text throws, and every token is letters and digits that came from its place in the text', async () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = tokenise(text);
      let last = 0;
      for (const { token, start, end } of tokens) {
        if (!/^[\p{L}\p{N}]+$/u.test(token) || start < last || end <= start || end > text.length) return false;
        last = start;
      }
      return toTokens(text) === tokens.map(({ token }) => token).join(' ');
    }),
    { numRuns: 2000 },
  );
});

t.test('plain text is cut the same beside other scripts as alone', async () => {
  fc.assert(
    fc.property(fc.string(), (text) => `${toTokens(text)} 膝`.trimStart() === toTokens(`${text} 膝`)),
    { numRuns: 2000 },
  );
});

/** Texts in which words, their other forms, apostrophes and other scripts stand together as they seldom do. */
const pieces = [
  'knee',
  'Knees',
  'running',
  'ability',
  'durability',
  'don',
  "'",
  '’',
  '膝',
  'é',
  'ﬁnger',
  '½',
  'İ',
  '\u212A',
];
const mixedText = fc
  .array(fc.constantFrom(...pieces, ' ', '\n', '.', '-', 'y', '12', '\u0301', 'x'.repeat(60)), { maxLength: 80 })
  .map((all) => all.join(''));
const someText = fc.oneof(mixedText, anyText, fc.lorem({ maxCount: 60 }));

t.test('looked for alone, tokens are found where they are among all others', async () => {
  fc.assert(
    fc.property(someText, fc.array(fc.nat(), { maxLength: 3 }), (text, picks) => {
      const all = tokenise(text);
      const wanted = ['knee', 'run', ...picks.flatMap((pick) => all[pick % all.length]?.token ?? [])];
      const found = toFinder(wanted)(text);
      return JSON.stringify(found) === JSON.stringify(all.filter(({ token }) => wanted.includes(token)));
    }),
    { numRuns: 5000 },
  );
});

t.test('the words of a part of a text are those of the whole', async () => {
  fc.assert(
    fc.property(someText, fc.nat(), fc.nat(300), (text, place, length) => {
      const from = place % (text.length + 1);
      const to = Math.min(text.length, from + length);
      const within = JSON.stringify(tokeniseWithin(text, from, to)).slice(1, -1);
      const touched = tokenise(text).filter(({ start, end }) => start < to && end > from);
      return (
        JSON.stringify(tokenise(text)).includes(within) &&
        touched.every((token) => within.includes(JSON.stringify(token)))
      );
    }),
    { numRuns: 5000 },
  );
});
