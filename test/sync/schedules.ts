import { deepStrictEqual, notDeepStrictEqual, ok } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Resource } from '../../src/schemas/resource.js';
import { openStore } from '../../src/store/open.js';
import { answer, draftOf, question } from '../store/draft.js';
import { type Action, act, anyAction, basis } from './actions.js';
import { CALM, Device, type Trip } from './device.js';
import { History, publishDraft } from './history.js';
import { Host, makeFolder } from './host.js';
import { type Fate, Network } from './network.js';

const KINDS = ['memory', 'sqlite'] as const;

interface Setting {
  readonly start: 'empty' | 'basis' | 'articles';
  readonly listens: boolean;
  readonly kinds: readonly (typeof KINDS)[number][];
  /** Whether a backup was made before anything else. */
  readonly isSafe: boolean;
}

const anySetting: fc.Arbitrary<Setting> = fc.record({
  start: fc.constantFrom('articles', 'articles', 'basis', 'empty'),
  listens: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
  kinds: fc.tuple(fc.constant('memory' as const), fc.constantFrom(...KINDS)),
  isSafe: fc.boolean(),
});

/** Everything that one schedule runs on. */
interface World {
  readonly host: Host;
  readonly history: History;
  readonly network: Network;
  readonly devices: readonly Device[];
}

const articles: readonly Resource[] = ['q1', 'q2'].flatMap((id) => [
  question(id, { answers: [`${id}.1`, `${id}.2`], topics: ['t1'] }),
  answer(`${id}.1`, id, { author: 'a1', exercises: ['e1'] }),
  answer(`${id}.2`, id),
]);

const starts: Record<Setting['start'], readonly Resource[]> = {
  empty: [],
  basis,
  articles: [...basis, ...articles],
};

/** Databases to begin with: to copy one is faster than to make it. */
export class Templates {
  readonly #folder = makeFolder();
  readonly #made = new Map<string, { readonly path: string; readonly history: () => History }>();

  async get(start: Setting['start']): Promise<{ readonly path: string; readonly history: () => History }> {
    const known = this.#made.get(start);
    if (known !== undefined) return known;
    const path = join(this.#folder, `${start}.db`);
    const store = await openStore(`sqlite:${path}`, { migrate: true });
    const draft = draftOf(starts[start]);
    await publishDraft(store, draft, new Set());
    const revision = store.latest();
    await store.close();
    const history = () => {
      const begun = new History();
      if (revision.revision > 0) begun.follow(draft, revision);
      return begun;
    };
    this.#made.set(start, { path, history });
    return { path, history };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function openWorld(templates: Templates, { start, listens, kinds, isSafe }: Setting): Promise<World> {
  const { path, history: begin } = await templates.get(start);
  const host = await Host.open({ template: path, listens });
  const history = begin();
  if (isSafe) await act(host, history, { do: 'back up' });
  const network = new Network(host, history);
  const devices = await Promise.all(kinds.map((kind) => Device.open(network, kind)));
  return { host, history, network, devices };
}

type Planned = Omit<Trip, 'between'> & { readonly between: readonly Action[]; readonly device: number };

const anyTrip: fc.Arbitrary<Planned> = fc.record({
  device: fc.constantFrom(0, 1),
  limits: fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(7, 1000)), { minLength: 1, maxLength: 3 }),
  fates: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom<Fate>('arrives', 'arrives', 'lost', 'down'), { maxLength: 6 }) },
  ),
  between: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(anyAction, { maxLength: 4 }) },
  ),
  cached: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
  death: fc.option(fc.record({ write: fc.integer({ min: 1, max: 6 }), after: fc.boolean() }), {
    freq: 2,
    nil: undefined,
  }),
  tries: fc.constantFrom(1, 2),
  together: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

type Command = fc.AsyncCommand<object, World>;

function toCommand(words: string, run: (world: World) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (_, world) => {
      await run(world);
      checkAnswers(world);
    },
    toString: () => words,
  };
}

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: anyAction.map((action) =>
      toCommand(fc.stringify(action), ({ host, history }) => act(host, history, action)),
    ),
  },
  {
    weight: 5,
    arbitrary: anyTrip.map((trip) => toCommand(`sync ${fc.stringify(trip)}`, (world) => sync(world, trip))),
  },
  {
    weight: 1,
    arbitrary: fc.record({ nth: fc.nat({ max: 30 }), limit: fc.constantFrom(undefined, 1, 3, 1000) }).map((again) =>
      toCommand(`ask again ${fc.stringify(again)}`, async ({ network }) => {
        const asked = network.asked[again.nth % Math.max(1, network.asked.length)];
        if (asked !== undefined) await network.ask({ ...asked, limit: again.limit ?? asked.limit });
      }),
    ),
  },
);

async function sync(world: World, { device: number, between, ...trip }: Planned) {
  const { host, history, network, devices } = world;
  const acts = between.map((action) => () => act(host, history, action));
  const result = await devices[number]?.sync({ ...trip, between: acts });
  checkAnswers(world);
  await devices[number]?.check();
  if (result === undefined || trip.cached) return;
  const isCalm = trip.fates.length === 0 && between.length === 0;
  if (isCalm) deepStrictEqual(result.outcome, 'complete', 'with nothing in its way a sync completes');
  notDeepStrictEqual(result.outcome, 'refused');
  if (result.outcome !== 'complete' || trip.together) return;
  ok(result.revision >= network.latest, 'a complete sync comes as far as the service knew');
}

function checkAnswers({ host, network }: World): void {
  for (const fault of network.faults) throw fault;
  deepStrictEqual(host.faults, [], 'every answer is one that the document promises');
}

/** Whatever happened: when it is quiet again, every device comes to hold all that is live, and nothing else. */
async function checkEnd(world: World): Promise<void> {
  const { host, history, devices } = world;
  const { revision } = await host.store.refresh();
  deepStrictEqual(revision, history.latest);
  for (const device of devices) {
    const { outcome } = (await device.sync(CALM)) ?? {};
    deepStrictEqual(outcome, 'complete', 'when it is quiet a sync completes');
    deepStrictEqual(await device.check(), { revision }, 'and comes to the latest revision');
    await device.checkArticles();
  }
  checkAnswers(world);
}

export interface Reproduction {
  readonly seed: number;
  /** What fast-check prints of a failure: which run, shrunk how, and which of its commands ran. */
  readonly path?: string;
  readonly replayPath?: string;
}

/** Runs schedules of what can happen to a service and its devices; rejects with the shortest that fails. */
export async function runSchedules(
  templates: Templates,
  runs: number,
  { seed, path, replayPath }: Reproduction,
): Promise<void> {
  const commands = fc.commands([anyCommand], {
    maxCommands: 12,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  });
  const property = fc.asyncProperty(anySetting, commands, async (setting, schedule) => {
    const world = await openWorld(templates, setting);
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: world }), schedule);
      await checkEnd(world);
    } finally {
      await world.host.close();
    }
  });
  await fc.assert(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
}
