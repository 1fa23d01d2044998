import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import { connect } from '../../src/store/postgres/connection.js';
import { toStatement } from '../../src/store/postgres/statement.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { serveStore } from '../support/postgres-app.js';
import { answer, disclaimer, draftOf, question, topic } from './draft.js';

const skip = skipWithoutPostgres;

/** Counts the ways to the server and back: what is sent in one turn of the event loop cannot have waited for an answer. */
function countWays() {
  let ways = 0;
  let isUnderWay = false;
  return {
    trace() {
      if (!isUnderWay) ways += 1;
      isUnderWay = true;
      setImmediate().then(() => {
        isUnderWay = false;
      });
    },
    async of(work: () => Promise<unknown>): Promise<number> {
      const before = ways;
      await work();
      return ways - before;
    },
  };
}

async function openCounted(t: Test) {
  const url = await (await openServer()).createDatabase(t);
  const ways = countWays();
  const store = await openStore(url, { migrate: true, connections: 1, trace: ways.trace });
  t.teardown(() => store.close());
  const publish = (draft: ReturnType<typeof draftOf>) => store.publish(draft, decide(draft), { dryRun: false });
  await publish(draftOf([disclaimer('d'), topic('t1'), question('q1', { answers: ['q1.1'] }), answer('q1.1', 'q1')]));
  return { ways, store, publish };
}

t.test('an article that is not in the cache is one way to the database and back', { skip }, async (t) => {
  const { ways, store } = await openCounted(t);
  const get = await serveStore(t, store);
  await get('/v1/topics');
  const asked = await ways.of(async () => {
    const { statusCode, json } = await get('/v1/questions/q1');
    t.same([statusCode, json().answers.length], [200, 1]);
  });
  t.equal(asked, 1);
  t.equal(await ways.of(() => get('/v1/questions/q1')), 0, 'and none when it is');
  t.equal(await ways.of(() => get('/v1/questions/unknown')), 1);
});

t.test('a publish holds the head for three ways to the database and back', { skip }, async (t) => {
  const { ways, publish } = await openCounted(t);
  const added = draftOf([
    question('q2', { answers: ['q2.1'], topics: ['t1'], related: ['q1'] }),
    answer('q2.1', 'q2', { text: 'New.' }),
  ]);
  t.equal(await ways.of(() => publish(added)), 3, 'to read under the lock, to write, to commit');
  const changed = draftOf([
    question('q2', { title: 'Changed?', answers: ['q2.1'] }),
    answer('q2.1', 'q2', { text: 'Changed.' }),
  ]);
  t.ok((await ways.of(() => publish(changed))) <= 5, 'who refers to what may be withdrawn is asked for as well');
});

t.test('of statements that went out together, the one that failed is told, not those after it', { skip }, async (t) => {
  const url = await (await openServer()).createDatabase(t);
  const connection = connect(url, { most: 1 });
  t.teardown(() => connection.close());
  const one = toStatement('one', 'SELECT 1 AS n');
  const refused = toStatement('refused', 'SELECT pg_advisory_xact_lock_shared(1, 2, 3)');
  const failing = connection.transact('write', async (session) => {
    const [second, third] = [session.all(refused), session.all(one)];
    // It is heard of later than what failed because of it.
    await Promise.all([
      second.catch(async (error: unknown) => setImmediate().then(() => Promise.reject(error))),
      third,
    ]);
  });
  await t.rejects(failing, { message: /does not exist/ });
  t.same(await connection.all(one), [{ n: 1 }], 'and the connection is as good as before');
});

t.test('a transaction that is over runs nothing more', { skip }, async (t) => {
  const url = await (await openServer()).createDatabase(t);
  const connection = connect(url, { most: 1 });
  t.teardown(() => connection.close());
  const one = toStatement('one', 'SELECT 1 AS n');
  const session = await connection.transact('read', async (open) => open);
  await t.rejects(session.all(one), { message: 'The transaction is over.' });
});
