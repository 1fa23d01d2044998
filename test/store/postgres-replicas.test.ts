import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { Device, readWindow, syncUrl } from '../routes/device.js';
import { ask, type OwnServer, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { type Get, serveStore } from '../support/postgres-app.js';
import { type Relay, startRelay, through } from '../support/relay.js';
import { disclaimer, draftOf, topic } from './draft.js';

const skip = skipWithoutOwnServers;

interface World {
  readonly primary: OwnServer;
  readonly standby: OwnServer;
  /** The address of the primary, whichever server that is. */
  readonly relay: Relay;
  readonly urls: { readonly publishing: string; readonly standby: string };
  /** Publishes, and nothing else; it reads on the primary. */
  readonly publisher: Store;
  /** Reads the standby, as `serve` does. */
  readonly reader: Store;
  readonly get: Get;
}

async function openWorld(t: Test): Promise<World> {
  const primary = await startServer(t);
  const database = await primary.createDatabase(t);
  const relay = await startRelay(t, Number(new URL(database).port));
  const publishing = through(database, relay);
  const publisher = await openStore(publishing, { migrate: true, connections: 3 });
  await publish(publisher, draftOf([disclaimer('d'), topic('t1')]));
  const standby = await primary.startStandby();
  const urls = { publishing, standby: standby.url(new URL(database).pathname.slice(1)) };
  const reader = await openStore(publishing, { migrate: false, connections: 3, replicas: [urls.standby] });
  t.teardown(() => Promise.all([publisher.close(), reader.close()]));
  return { primary, standby, relay, urls, publisher, reader, get: await serveStore(t, reader) };
}

const publish = (store: Store, draft: ReturnType<typeof draftOf>) =>
  store.publish(draft, decide(draft), { dryRun: false });

/** Resolves when something holds; fails after a few seconds. */
async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > 20_000) throw new Error(`not in time: ${what}`);
    await setImmediate();
  }
  return performance.now() - start;
}

t.test(
  'a replica that is behind delays nobody for long, mixes nothing, and sends no copy back',
  { skip },
  async (t) => {
    const { primary, standby, publisher, get, urls, relay } = await openWorld(t);
    t.equal((await get('/v1/topics')).headers['content-revision'], '1');
    await ask(standby.url(), 'SELECT pg_wal_replay_pause()');
    await publish(publisher, draftOf([topic('t2')]));

    const latest = await get('/v1/topics');
    t.equal(latest.headers['content-revision'], '1', 'what is latest is what the replica has');
    t.equal(latest.json().data.length, 1);
    const start = performance.now();
    const pinned = await get('/v1/topics?revision=2');
    t.equal(pinned.statusCode, 200, 'what was read elsewhere is read on the primary');
    t.equal(pinned.json().data.length, 2);
    t.ok(performance.now() - start < 2000);
    t.equal((await get('/v1/topics?revision=3')).statusCode, 404, 'what is nowhere is told as such');

    const ahead = new Device();
    ahead.apply(t, await readWindow(await serveStore(t, publisher), undefined));
    t.equal(ahead.revision, 2);
    ahead.apply(t, await readWindow(get, ahead.cursor));
    t.equal(ahead.revision, 2, 'a copy that is ahead of the replica stays where it is');
    t.same((await get('/readyz')).json(), { status: 'ok' });

    relay.lead(undefined);
    relay.cut();
    await primary.stop('SIGQUIT');
    const behind = await get('/v1/topics?limit=7&revision=2');
    t.match([behind.statusCode, behind.json().type, behind.headers['retry-after']], [503, /replica-behind$/, '1']);
    t.match(
      (await get(syncUrl(ahead.cursor, 9))).json(),
      { type: /replica-behind$/ },
      'a copy is not told to start over',
    );
    t.equal((await get('/v1/topics?limit=3')).statusCode, 200, 'reads of what the replica has go on');
    await t.rejects(publish(publisher, draftOf([topic('t3')])), { name: 'StoreError', code: 'unavailable' });
    t.same([(await get('/readyz')).statusCode, (await get('/readyz')).json()], [200, { status: 'warn' }]);

    await ask(urls.standby, 'SELECT pg_wal_replay_resume()');
    await until('the replica has it', async () => (await get('/v1/topics?limit=7&revision=2')).statusCode === 200);
    await standby.stop('SIGQUIT');
    await until('not ready', async () => (await get('/readyz')).statusCode === 503);
  },
);

t.test(
  'when the primary dies and a standby takes its place, no read fails, and publishing is back',
  { skip },
  async (t) => {
    const { primary, standby, relay, publisher, reader, get } = await openWorld(t);
    let isOver = false;
    let reads = 0;
    const failed: unknown[] = [];
    const reading = (async () => {
      while (!isOver) {
        reads += 1;
        // Each of them another address, so that none is in the cache.
        const { statusCode, body } = await get(`/v1/questions?limit=${1 + (reads % 100)}&locale=en-${reads}`);
        if (statusCode !== 200) failed.push(body);
        await setImmediate();
      }
    })();
    await until('it reads', () => reads > 20);
    relay.lead(undefined);
    await primary.stop('SIGQUIT');
    relay.cut();
    await t.rejects(publish(publisher, draftOf([topic('t2')])), { name: 'StoreError', code: 'unavailable' });
    await standby.promote();
    relay.lead(Number(new URL(standby.url()).port));
    const back = await until('publishing', () =>
      publish(publisher, draftOf([topic('t2')])).then(
        () => true,
        () => false,
      ),
    );
    t.ok(back < 2000, `publishing was back ${Math.round(back)} ms after the promotion`);
    await until('it is read', () => reader.latest().revision === 2);
    isOver = true;
    await reading;
    t.same(failed, [], `of ${reads} reads`);
    await until('all is well', async () => (await get('/readyz')).json().status === 'ok');
  },
);

t.test(
  'after a failover that lost a publish, copies that have it begin anew and come to equal the server',
  { skip },
  async (t) => {
    const { primary, standby, relay, urls, publisher } = await openWorld(t);
    const other = await primary.startStandby();
    const database = new URL(urls.standby).pathname.slice(1);
    const reader = await openStore(urls.publishing, {
      migrate: false,
      connections: 3,
      replicas: [other.url(database)],
    });
    t.teardown(() => reader.close());
    const get = await serveStore(t, reader);
    // The one that will be promoted receives nothing meanwhile.
    await standby.stop();

    await publish(publisher, draftOf([topic('lost')]));
    await until('the replica has it', () => reader.latest().revision === 2);
    const device = new Device();
    device.apply(t, await readWindow(get, undefined));
    t.ok(device.copy.has('topic/lost'));

    relay.lead(undefined);
    await primary.stop('SIGQUIT');
    relay.cut();
    await standby.restart();
    await standby.promote();
    relay.lead(Number(new URL(standby.url()).port));
    await until('publishing', () =>
      publish(publisher, draftOf([topic('kept')])).then(
        () => true,
        () => false,
      ),
    );
    // The other standby still has what was lost, and cannot follow: it is not read any more.
    await until('the copy is told', async () => (await get(syncUrl(device.cursor, 10))).statusCode === 410);
    t.match((await get(syncUrl(device.cursor, 10))).json(), { type: /sync-reset$/ });
    const anew = new Device();
    anew.apply(t, await readWindow(get, undefined));
    t.same([...anew.copy.keys()].sort(), ['disclaimer/d', 'topic/kept', 'topic/t1']);
    t.equal((await get('/v1/topics/lost')).statusCode, 404);
    t.equal((await get('/v1/topics/kept')).statusCode, 200);
  },
);
