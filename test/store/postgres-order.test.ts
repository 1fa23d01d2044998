import { setImmediate, setTimeout } from 'node:timers/promises';
import pg from 'pg';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { ask, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { serveStore } from '../support/postgres-app.js';
import { startRelay, through } from '../support/relay.js';
import { disclaimer, draftOf, topic } from './draft.js';

const skip = skipWithoutOwnServers;

const publish = (store: Store, id: string) => {
  const draft = draftOf([disclaimer('d'), topic(id)]);
  return store.publish(draft, decide(draft), { dryRun: false });
};

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await setImmediate();
  }
}

/** Two standbys, of which the second stays at revision 1, and a node that reads them in this order. */
async function openWorld(t: Test) {
  const primary = await startServer(t);
  const database = await primary.createDatabase(t);
  const publisher = await openStore(database, { migrate: true, connections: 2 });
  t.teardown(() => publisher.close());
  await publish(publisher, 't1');
  const [first, second] = [await primary.startStandby(), await primary.startStandby()];
  await ask(second.url(), 'SELECT pg_wal_replay_pause()');
  await publish(publisher, 't2');
  const name = new URL(database).pathname.slice(1);
  const relay = await startRelay(t, Number(new URL(first.url()).port));
  const replicas = [through(first.url(name), relay), second.url(name)];
  const reader = await openStore(database, { migrate: false, connections: 2, replicas });
  t.teardown(() => reader.close());
  const get = await serveStore(t, reader);
  let asked = 0;
  /** Of an answer that is in no cache. */
  const revision = async () => {
    asked += 1;
    const { statusCode, headers } = await get(`/v1/questions?locale=en-${asked}`);
    t.equal(statusCode, 200);
    return headers['content-revision'];
  };
  return { first, relay, revision };
}

t.test(
  'the first replica is read, the next while it is gone, and the first again when it is back',
  { skip },
  async (t) => {
    const { first, relay, revision } = await openWorld(t);
    await until('the first is read', async () => (await revision()) === '2');
    await first.stop();
    await until('the second is read', async () => (await revision()) === '1');
    await first.restart();
    relay.cut();
    await until('the first is read again', async () => (await revision()) === '2');
  },
);

t.test(
  'a replica that falls silent holds no read up for long, and is read again when it speaks',
  { skip },
  async (t) => {
    const { relay, revision } = await openWorld(t);
    await until('the first is read', async () => (await revision()) === '2');
    relay.isSilent = true;
    const begun = performance.now();
    // What was asked of it is asked of the next, or of the primary.
    await revision();
    const took = performance.now() - begun;
    t.ok(took < 6000, `after ${Math.round(took)} ms`);
    relay.isSilent = false;
    relay.cut();
    await until('it is read again', async () => (await revision()) === '2');
  },
);

t.test('a read that is pinned ahead of a replica waits for it, when nobody else can answer', { skip }, async (t) => {
  const primary = await startServer(t);
  const database = await primary.createDatabase(t);
  const relay = await startRelay(t, Number(new URL(database).port));
  const publisher = await openStore(database, { migrate: true, connections: 2 });
  await publish(publisher, 't0');
  const standby = await primary.startStandby();
  const replicas = [standby.url(new URL(database).pathname.slice(1))];
  const reader = await openStore(through(database, relay), { migrate: false, connections: 2, replicas });
  const control = new pg.Client(standby.url());
  await control.connect();
  t.teardown(() => Promise.all([publisher.close(), reader.close(), control.end()]));
  const get = await serveStore(t, reader);
  relay.lead(undefined);
  relay.cut();
  let turn = 0;
  await until('one was answered', async () => {
    turn += 1;
    await control.query('SELECT pg_wal_replay_pause()');
    const { revision } = await publish(publisher, `t${turn}`);
    const begun = performance.now();
    const reading = get(`/v1/topics?revision=${revision.revision}`).then((answer) => ({
      statusCode: answer.statusCode,
      headers: answer.headers,
      took: performance.now() - begun,
    }));
    await setTimeout(120);
    await control.query('SELECT pg_wal_replay_resume()');
    const { statusCode, headers, took } = await reading;
    // On a machine that is busy the replica may take longer than a read waits, or the read begins late.
    if (statusCode === 503 || took < 120) return false;
    t.same([statusCode, headers['content-revision']], [200, String(revision.revision)]);
    return true;
  });
});
