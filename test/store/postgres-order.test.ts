import { setImmediate } from 'node:timers/promises';
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
