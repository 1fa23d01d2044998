import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { openLog } from '../cli/log.js';
import { openServer } from '../cli/server.js';
import { ask, type OwnServer, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { disclaimer, draftOf, topic } from './draft.js';

const skip = skipWithoutOwnServers;

async function openPair(t: Test) {
  const primary = await startServer(t);
  const database = await primary.createDatabase(t);
  const store = await openStore(database, { migrate: true, connections: 2 });
  t.teardown(() => store.close());
  await publish(store, 't1');
  const standby = await primary.startStandby();
  const name = new URL(database).pathname.slice(1);
  return { primary, database, store, standby, replica: standby.url(name) };
}

const publish = (store: Store, id: string) => {
  const draft = draftOf([disclaimer('d'), topic(id)]);
  return store.publish(draft, decide(draft), { dryRun: false });
};

const portOf = (server: OwnServer) => new URL(server.url()).port;

function guessed(url: string): string {
  const changed = new URL(url);
  changed.password = 'guessed';
  return changed.href;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await setImmediate();
  }
}

t.test('the log tells of a replica that does not answer, and when it does again', { skip }, async (t) => {
  const { database, standby, replica } = await openPair(t);
  const child = openServer(t).serve([], { DATABASE_URL: database, DATABASE_REPLICA_URL: replica });
  const log = openLog(child);
  await log.next('serving');
  await standby.stop();
  const told = await log.next('a database server needs to be looked at');
  t.match(told, { level: 40, reason: new RegExp(`^The database 127.0.0.1:${portOf(standby)}/\\w+ [^\\n]+\\.$`) });
  await standby.restart();
  await log.next('all database servers are well again');
});

t.test('the log tells of a replica that lets nobody in, though the primary is read instead', { skip }, async (t) => {
  const { database, replica } = await openPair(t);
  const child = openServer(t).serve([], { DATABASE_URL: database, DATABASE_REPLICA_URL: guessed(replica) });
  const told = await openLog(child).next('a database server needs to be looked at');
  t.match(told, { reason: /does not let this user in: check the name and the password/ });
  t.notMatch(JSON.stringify(told), 'guessed');
});

t.test('who can reach no server at the start is told of each', { skip }, async (t) => {
  const { primary, standby, database, replica } = await openPair(t);
  await primary.stop();
  await t.rejects(openStore(database, { migrate: true, replicas: [guessed(replica)] }), {
    code: 'unavailable',
    message: new RegExp(
      `:${portOf(primary)}/\\w+ cannot be reached. The database .*:${portOf(standby)}/.* check the name`,
    ),
  });
});

t.test(
  'a store tells of a standby in the place of the primary, and of a replica that is stuck',
  { skip },
  async (t) => {
    const { store, database, standby, replica } = await openPair(t);
    const reader = await openStore(database, { migrate: false, connections: 2, replicas: [replica] });
    const misled = await openStore(replica, { migrate: false, connections: 2 });
    t.teardown(() => Promise.all([reader.close(), misled.close()]));
    t.same(reader.listTroubles(), []);
    t.match(misled.listTroubles(), [
      /is a standby: nothing can be published on it\. DATABASE_URL must lead to the primary/,
    ]);
    await ask(standby.url(), 'SELECT pg_wal_replay_pause()');
    await publish(store, 't2');
    await until('it is told', () => reader.listTroubles().length > 0);
    t.match(reader.listTroubles(), [/^The replica [^ ]+ has been behind the primary for long/]);
    await ask(standby.url(), 'SELECT pg_wal_replay_resume()');
    await until('it is well', () => reader.listTroubles().length === 0);
  },
);
