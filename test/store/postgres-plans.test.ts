import pg from 'pg';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { answer, disclaimer, draftOf, question, topic } from './draft.js';

const skip = skipWithoutPostgres;

/** A store of many articles and topics, and how PostgreSQL goes about the first statement of some work, whatever its values. */
async function openTraced(t: Test) {
  const url = await (await openServer()).createDatabase(t);
  let statements: string[] = [];
  const store = await openStore(url, {
    migrate: true,
    connections: 1,
    trace: (statement) => statements.push(statement),
  });
  const client = new pg.Client(url);
  await client.connect();
  t.teardown(() => Promise.all([store.close(), client.end()]));
  const draft = draftOf([
    disclaimer('d'),
    ...Array.from({ length: 500 }, (_, n) => [
      question(`q${n}`, { answers: [`q${n}.1`], topics: ['t1'] }),
      answer(`q${n}.1`, `q${n}`),
    ]).flat(),
    ...Array.from({ length: 2000 }, (_, n) => topic(`t${n}`)),
  ]);
  await store.publish(draft, decide(draft), { dryRun: false });
  await client.query('ANALYZE');
  await client.query('SET plan_cache_mode = force_generic_plan');
  return async (work: (store: Store) => Promise<unknown>): Promise<string> => {
    statements = [];
    await work(store);
    t.equal(statements.length, 1, 'one way to the server and back');
    const [text = ''] = statements;
    await client.query(`PREPARE asked AS ${text}`);
    const values = Array.from(new Set(text.match(/\$\d+/g)), () => 'NULL').join(', ');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) EXECUTE asked (${values})`);
    await client.query('DEALLOCATE asked');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
}

t.test('an article is found by its name and its keys, however many revisions there are', { skip }, async (t) => {
  const explain = await openTraced(t);
  const plan = await explain((store) => store.findQuestion('q1', 1));
  t.match(plan, /version_by_resource on version/);
  t.notMatch(plan, /version_by_history|Seq Scan on (?:version|ref|name)/);
});

t.test('a page of a window is a seek among the newest versions', { skip }, async (t) => {
  const explain = await openTraced(t);
  const after = { revision: 1, type: 'topic', id: 't1000' } as const;
  const plan = await explain((store) => store.windowPage(0, 1, after, { changes: 100, bytes: 1e6 }));
  t.match(plan, /Index Scan using version_newest on version/);
  t.match(plan, /Index Cond: \(\(ROW\(revision, type, id\) > ROW\(\$/);
  t.notMatch(plan, /Seq Scan on version/);
});
