import fc from 'fast-check';
import t from 'tap';
import { findBreaks } from '../../scripts/contract/compare.js';
import { isNode } from '../../scripts/contract/json.js';
import { at, type Members, readDocument } from './document.js';
import { additiveMutations, breakingMutations } from './mutations.js';

const seed = fc.nat({ max: 1_000_000 });
const paths = ['/v1/questions', '/v1/questions/{slug}', '/livez'];

/** The real document with some of its operations: enough of every kind, and quickly compared. */
function read(): Members {
  const document = readDocument();
  document.paths = Object.fromEntries(paths.map((path) => [path, at(document, 'paths', path)]));
  return document;
}
const before = read();
const additionsOf = (names: readonly string[]) => fc.array(fc.tuple(fc.constantFrom(...names), seed), { maxLength: 4 });
const additions = Object.keys(additiveMutations);
/** Done after a break, these can take it back. */
const undoing = ['raise a maximum', 'let a parameter be anything', 'shorten an answer', 'require a member'];

const harmless = additions.filter((name) => !undoing.includes(name));

function grow(document: Members, steps: readonly (readonly [string, number])[]) {
  for (const [name, place] of steps) additiveMutations[name]?.(document, place);
  return document;
}

for (const [name, mutate] of Object.entries(additiveMutations)) {
  t.test(`breaks nobody: ${name}`, async (t) => {
    for (const place of fc.sample(seed, { numRuns: 1, seed: 7 })) {
      const document = read();
      t.ok(mutate(document, place), 'there is a place for it');
      t.same(findBreaks(before, document), [], `at ${place}`);
    }
  });
}

for (const [name, mutate] of Object.entries(breakingMutations)) {
  t.test(`breaks a client, wherever it is done and whatever is added: ${name}`, async (t) => {
    const property = fc.property(additionsOf(harmless), seed, (steps, place) => {
      const document = read();
      return mutate(document, place) && findBreaks(before, grow(document, steps)).length > 0;
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 2 }));
  });
}

t.test('any number of additions breaks nobody', async (t) => {
  const property = fc.property(additionsOf(additions), (steps) => {
    const breaks = findBreaks(before, grow(read(), steps));
    if (breaks.length > 0) throw new Error(JSON.stringify(breaks.slice(0, 3)));
  });
  t.ok(isNode(before));
  t.doesNotThrow(() => fc.assert(property, { numRuns: 12 }));
});
