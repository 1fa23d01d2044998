import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { decide } from '../../src/content/plan.js';
import { parseQuery } from '../../src/search/query.js';
import { openStore } from '../../src/store/open.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { answer, disclaimer, draftOf, question } from './draft.js';

const QUERIES = 1500;
const QUESTIONS = 300;
/** Few words, so that most queries find something; more of it than the positions of a `tsvector` can tell. */
const LONG = 20_000;

const words = [
  'knee',
  'pain',
  'running',
  'hip',
  'sleep',
  'the',
  'and',
  'not',
  "it's",
  'Übung',
  '膝の痛み',
  '½',
  'café',
  '10k',
];
const anyWord = fc.constantFrom(...words);
const anyText = fc.array(anyWord, { minLength: 1, maxLength: 12 }).map((all) => all.join(' '));
const anyTerm = fc.oneof(
  anyWord,
  fc.array(anyWord, { minLength: 1, maxLength: 3 }).map((all) => `"${all.join(' ')}"`),
);
const anyQuery = fc
  .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constant('-')), anyTerm), {
    minLength: 1,
    maxLength: 4,
  })
  .map((terms) => terms.map(([minus, term]) => minus + term).join(' '));

t.test(
  'both engines find the same for every query, with the same scores, in the same order',
  { skip: skipWithoutPostgres },
  async (t) => {
    const seed = Number(process.env.SEARCH_SEED ?? Date.now() % 2 ** 31);
    t.comment(`SEARCH_SEED=${seed}`);
    const texts = fc.sample(fc.record({ title: anyText, text: anyText }), { numRuns: QUESTIONS, seed });
    const long = Array.from({ length: LONG }, (_, n) => words[(n * 7) % 5] ?? '').join(' ');
    const draft = draftOf([
      disclaimer('d'),
      ...texts.flatMap(({ title, text }, n) => [
        question(`q${n}`, { title, answers: [`q${n}.1`] }),
        answer(`q${n}.1`, `q${n}`, { text: n === 0 ? `${long} sleep sleep hip ${text}` : text }),
      ]),
    ]);
    const url = await (await openServer()).createDatabase(t);
    const stores = [
      await openStore(`sqlite:${join(t.testdir(), 'content.db')}`, { migrate: true }),
      await openStore(url, { migrate: true, connections: 2 }),
    ];
    t.teardown(() => Promise.all(stores.map((store) => store.close())));
    for (const store of stores) await store.publish(draft, decide(draft), { dryRun: false });

    const page = { limit: 1000, after: undefined };
    let hits = 0;
    let asked = 0;
    for (const q of [
      ...fc.sample(anyQuery, { numRuns: QUERIES, seed: seed + 1 }),
      '"sleep sleep hip"',
      '"hip sleep sleep"',
    ]) {
      const query = parseQuery(q);
      if (query === undefined) continue;
      const [one, other] = await Promise.all(
        stores.map(async (store) => {
          const { items } = await store.search(query, {}, page, 1);
          return items.map(({ question: { id }, score }) => ({ id, score }));
        }),
      );
      asked += 1;
      hits += one?.length ?? 0;
      t.same(other, one, q);
    }
    t.comment(`${asked} queries, ${hits} hits`);
    t.ok(asked >= 1281);
    t.ok(hits > asked);
  },
);
