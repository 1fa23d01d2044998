import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import { connect } from '../../src/store/postgres/connection.js';
import { toStatement } from '../../src/store/postgres/statement.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';
import { startRelay, through } from '../support/relay.js';
import { disclaimer, draftOf, topic } from './draft.js';

const skip = skipWithoutPostgres;

const createDatabase = async (t: Test) => (await openServer()).createDatabase(t);

t.test('a node opens no more connections than it may, however many ask at once', { skip }, async (t) => {
  const url = await createDatabase(t);
  const store = await openStore(url, { migrate: true, connections: 3 });
  t.teardown(() => store.close());
  const draft = draftOf([disclaimer('d'), topic('t1')]);
  await store.publish(draft, decide(draft), { dryRun: false });
  const reads = await Promise.all(
    Array.from({ length: 60 }, () => store.findTopic('t1', { limit: 1, after: undefined }, 1)),
  );
  t.ok(reads.every(({ state }) => state === 'live'));
  const [opened] = await ask<{ count: number }>(
    url,
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'second-opinion'",
  );
  const { count = 0 } = opened ?? {};
  t.ok(count >= 2 && count <= 4, `${count}: three at most, and one that watches the head`);
});

t.test('no statement, and no wait for a lock, goes on for ever', { skip }, async (t) => {
  const connection = connect(await createDatabase(t), { most: 2 });
  t.teardown(() => connection.close());
  const limits = toStatement(
    'limits',
    "SELECT name, setting::int AS ms FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name",
  );
  t.same(await connection.all(limits), [
    { name: 'idle_in_transaction_session_timeout', ms: 60_000 },
    { name: 'lock_timeout', ms: 10_000 },
    { name: 'statement_timeout', ms: 10_000 },
  ]);
  const sleep = toStatement('sleep', 'SELECT pg_sleep(60)');
  const begun = performance.now();
  await t.rejects(
    connection.all(sleep, {}, 200),
    { code: 'unavailable' },
    'who does not answer in time counts as lost',
  );
  t.ok(performance.now() - begun < 5000);
  await t.rejects(
    connection.transact('write', async (session) => {
      await session.script("SET LOCAL lock_timeout = '100ms'");
      const one = toStatement('one', 'SELECT pg_advisory_xact_lock(7)');
      await session.all(one);
      await connection.transact('write', async (other) => {
        await other.script("SET LOCAL lock_timeout = '100ms'");
        await other.all(one);
      });
    }),
    { code: 'busy', message: /in use by another writer/ },
  );
});

t.test('a server that is away is asked less and less often', { skip }, async (t) => {
  const url = await createDatabase(t);
  const relay = await startRelay(t, Number(new URL(url).port || 5432));
  const store = await openStore(through(url, relay), { migrate: true, connections: 1 });
  t.teardown(() => store.close());
  relay.lead(undefined);
  relay.cut();
  const before = relay.count;
  await setTimeout(3000);
  const attempts = relay.count - before;
  t.ok(attempts >= 2 && attempts <= 8, `${attempts} times in three seconds`);
});
