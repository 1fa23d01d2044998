import fc from 'fast-check';
import t from 'tap';
import { occurrences, parseQuery } from '../../src/search/query.js';

const cases: readonly [why: string, q: string, all: string[][], none: string[][]][] = [
  ['every word must occur', 'knee pain', [['knee'], ['pain']], []],
  ['words in quotes are a phrase', '"knee pain" running', [['knee', 'pain'], ['run']], []],
  ['curly quotes are quotes', '“knee pain”', [['knee', 'pain']], []],
  ['a minus excludes a word', 'knee -surgery', [['knee']], [['surgeri']]],
  ['a minus excludes a phrase', 'knee -"open surgery"', [['knee']], [['open', 'surgeri']]],
  ['a hyphen within a word makes a phrase of its parts', 'side-lying', [['side', 'ly']], []],
  ['a quote that is not closed ends with the query', '"knee pain', [['knee', 'pain']], []],
  ['the same word twice is one term', 'knee Knees', [['knee']], []],
  ['words that are operators elsewhere are words', 'knee AND NOT', [['knee'], ['and'], ['not']], []],
  [
    'signs that are operators elsewhere are nothing',
    'knee* ^pain title:run + (leg)',
    [['knee'], ['pain'], ['titl', 'run'], ['leg']],
    [],
  ],
];

for (const [why, q, all, none] of cases) {
  t.test(why, async (t) => {
    t.same(parseQuery(q), { all, none });
  });
}

for (const q of ['', '  ', '-knee', '"', '""', '-"', '*', '- - -', '—']) {
  t.test(`there is nothing to look for in ${JSON.stringify(q)}`, async (t) => {
    t.equal(parseQuery(q), undefined);
  });
}

t.test('no query throws, and every term has tokens', async () => {
  const piece = fc.oneof(
    fc.constantFrom('"', '-', '“', '”', ' ', '*', 'AND', 'knee', "'", '\0'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const query = parseQuery(pieces.join(''));
      const terms = query === undefined ? [['x']] : [...query.all, ...query.none];
      return terms.length > 0 && terms.every((term) => term.length > 0 && term.every((token) => token.length > 0));
    }),
    { numRuns: 3000 },
  );
});

t.test('a phrase occurs where all its tokens do, in order', async (t) => {
  t.same(occurrences(['a', 'b'], ['a', 'a', 'b', 'a', 'b', 'a']), [1, 3]);
  t.same(occurrences(['c'], ['a', 'b']), []);
  t.same(occurrences([], ['a', 'b']), []);
});
