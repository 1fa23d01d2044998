import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { FaultsError } from '../../src/content/faults.js';
import { decide } from '../../src/content/plan.js';
import { StoreError } from '../../src/store/errors.js';
import { openStore } from '../../src/store/open.js';
import type { Draft, Store } from '../../src/store/store.js';
import { Device, readWindow, syncUrl } from '../routes/device.js';
import { ask, type OwnServer, skipWithoutOwnServers, startServer } from '../support/postgres.js';
import { type Get, serveStore } from '../support/postgres-app.js';
import { type Relay, startRelay, through } from '../support/relay.js';
import { disclaimer, draftOf, topic } from './draft.js';

const RUNS = Number(process.env.SYNC_RUNS ?? 5);
const SETTLE_MS = 20_000;

type Action =
  | { readonly do: 'publish'; readonly ids: readonly string[]; readonly summary: string }
  | { readonly do: 'withdraw'; readonly id: string; readonly reason: 'safety' | 'unpublished' }
  | { readonly do: 'sync'; readonly limit: number; readonly device: number }
  | { readonly do: 'pause' | 'resume' }
  /** The primary dies; with `lost`, what is published just before that has not reached the standby. */
  | { readonly do: 'fail over'; readonly lost: boolean };

const anyId = fc.constantFrom('t1', 't2', 't3', 't4');
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      ids: fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 }),
      summary: fc.constantFrom('One.', 'Two.', 'Three.'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('withdraw' as const),
      id: anyId,
      reason: fc.constantFrom('safety' as const, 'unpublished' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      limit: fc.constantFrom(1, 2, 1000),
      device: fc.constantFrom(0, 1),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Action>({ do: 'pause' }, { do: 'resume' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail over' as const), lost: fc.boolean() }) },
);

/** The servers, each at an address that stays. */
interface Pair {
  primary: OwnServer;
  standby: OwnServer;
  readonly toPrimary: Relay;
  readonly toStandby: Relay;
}

interface World {
  readonly pair: Pair;
  readonly publisher: Store;
  readonly reader: Store;
  readonly get: Get;
  readonly devices: Device[];
}

const portOf = (server: OwnServer) => Number(new URL(server.url()).port);

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || performance.now() > deadline) throw error;
      await setImmediate();
    }
  }
}

async function publish(store: Store, draft: Draft): Promise<void> {
  const reinstated = new Set(draft.resources.map(({ type, id }) => `${type}/${id}`));
  await patiently(() => store.publish(draft, decide(draft, { reinstated }), { dryRun: false })).catch(
    (error: unknown) => {
      if (!(error instanceof FaultsError)) throw error;
    },
  );
}

async function failOver({ pair, publisher }: World, lost: boolean): Promise<void> {
  if (lost) {
    await pair.standby.stop();
    await publish(publisher, draftOf([topic('lost', { summary: String(Math.random()) })]));
  }
  pair.toPrimary.lead(undefined);
  await pair.primary.stop('SIGQUIT');
  pair.toPrimary.cut();
  if (lost) await pair.standby.restart();
  await pair.standby.promote();
  pair.primary = pair.standby;
  pair.toPrimary.lead(portOf(pair.primary));
  pair.standby = await pair.primary.startStandby();
  pair.toStandby.lead(portOf(pair.standby));
  pair.toStandby.cut();
}

/** One window, as far as it goes: what is not there yet is left for later, and a copy of another history is begun anew. */
async function sync(t: Test, { get, devices }: World, number: number, limit: number): Promise<boolean> {
  const device = devices[number] ?? new Device();
  const { statusCode } = await get(syncUrl(device.cursor, limit));
  if (statusCode === 503) return false;
  if (statusCode === 410) devices[number] = new Device();
  try {
    devices[number]?.apply(t, await readWindow(get, devices[number]?.cursor, { limit }));
    return true;
  } catch (error) {
    if (error instanceof Error && /^(?:503|410) /.test(error.message)) return false;
    throw error;
  }
}

const replay = (server: OwnServer, what: 'pause' | 'resume') => ask(server.url(), `SELECT pg_wal_replay_${what}()`);

async function act(t: Test, world: World, action: Action): Promise<void> {
  switch (action.do) {
    case 'publish':
      return publish(world.publisher, draftOf(action.ids.map((id) => topic(id, { summary: action.summary }))));
    case 'withdraw': {
      const withdrawal = { type: 'topic' as const, id: action.id, reason: action.reason, replacedBy: null };
      return publish(world.publisher, draftOf([], { withdrawals: [withdrawal] }));
    }
    case 'sync':
      await sync(t, world, action.device, action.limit);
      return;
    case 'pause':
    case 'resume':
      await replay(world.pair.standby, action.do);
      return;
    case 'fail over':
      await replay(world.pair.standby, 'resume');
      return failOver(world, action.lost);
  }
}

/** When it is quiet again, every copy comes to hold all that is live, and nothing else. */
async function checkEnd(t: Test, world: World): Promise<void> {
  const { pair, publisher, reader, devices } = world;
  await replay(pair.standby, 'resume');
  const latest = await patiently(() => publisher.refresh());
  const deadline = performance.now() + SETTLE_MS;
  while (reader.latest().setDigest !== latest.setDigest || reader.latest().revision !== latest.revision) {
    if (performance.now() > deadline) throw new Error('the reader did not catch up');
    await setImmediate();
  }
  const live = (await publisher.listLive(latest.revision, undefined, 1000)).map(({ type, id, digest }) => {
    return `${type}/${id}=${digest}`;
  });
  for (const number of devices.keys()) {
    while (!(await sync(t, world, number, 1000))) if (performance.now() > deadline) throw new Error('no window ends');
    t.equal(devices[number]?.revision, latest.revision);
    t.same(devices[number]?.held(), live.sort());
  }
}

t.test(
  'after every completed window a copy equals the set, whatever lags, pauses or fails over meanwhile',
  { skip: skipWithoutOwnServers },
  async (t) => {
    const seed = Number(process.env.SYNC_SEED ?? Date.now() % 2 ** 31);
    t.comment(`SYNC_SEED=${seed}`);
    const primary = await startServer(t);
    const standby = await primary.startStandby();
    const toPrimary = await startRelay(t, portOf(primary));
    const toStandby = await startRelay(t, portOf(standby));
    const pair: Pair = { primary, standby, toPrimary, toStandby };
    const property = fc.asyncProperty(fc.array(anyAction, { minLength: 8, maxLength: 20 }), async (actions) => {
      await replay(pair.standby, 'resume');
      const database = await pair.primary.createDatabase(t);
      const publishing = through(database, toPrimary);
      const publisher = await openStore(publishing, { migrate: true, connections: 2 });
      await publish(publisher, draftOf([disclaimer('d'), topic('t1')]));
      const reading = { migrate: false, connections: 2, replicas: [through(database, toStandby)] };
      const reader = await openStore(publishing, reading);
      const world = {
        pair,
        publisher,
        reader,
        get: await serveStore(t, reader),
        devices: [new Device(), new Device()],
      };
      try {
        for (const action of actions) await act(t, world, action);
        await checkEnd(t, world);
      } finally {
        await Promise.all([publisher.close(), reader.close()]);
      }
      return t.passing();
    });
    await fc.assert(property, { numRuns: RUNS, seed, endOnFailure: true });
  },
);
