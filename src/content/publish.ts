import type { ResourceKey } from '../schemas/resource.js';
import type { Draft, Live, Plan, PublishStore, Revision } from '../store/store.js';
import type { ResourceChange } from './change.js';
import { type Compiled, Compiler } from './compile.js';
import { FaultsError } from './faults.js';
import { changedMembers, findLive } from './live.js';
import { decide, keyOf, type Terms } from './plan.js';
import { readSource } from './read.js';
import { fileFault } from './source-text.js';

export interface PublishOptions {
  readonly dryRun?: boolean;
  /** Withdraw what the source does not have. */
  readonly mirror?: boolean;
  /** Resources that may be published again although they were recalled or retracted. */
  readonly reinstate?: readonly ResourceKey[];
  readonly note?: string | null;
  readonly actor?: string | null;
  /** Refuse with `StaleDraftError` unless this is the latest revision. */
  readonly base?: number;
  readonly onProgress?: (progress: PublishProgress) => void;
}

export interface PublishProgress {
  readonly stage: 'reading' | 'publishing' | 'comparing';
  /** Resources so far. */
  readonly done: number;
  /** Undefined while it is not known. */
  readonly total: number | undefined;
}

export interface PublishReport {
  /** The revision that was made, or with a dry run would be; the latest when nothing changed. */
  readonly revision: Revision;
  readonly dryRun: boolean;
  readonly changes: readonly ResourceChange[];
  /** How many resources of the source are live as they are. */
  readonly unchanged: number;
}

const PROGRESS_EVERY = 500;

/**
 * Publishes a folder, a file of the source format or an NDJSON file as one revision, or refuses it whole.
 * Errors: `FaultsError` with every fault of the source; those of `PublishStore.publish`.
 */
export async function publishPath(
  store: PublishStore,
  path: string,
  options: PublishOptions = {},
): Promise<PublishReport> {
  const compiled = await compilePath(path, options);
  const { dryRun = false, mirror = false, reinstate = [], note = null, actor = null, base } = options;
  const { resources, faults } = compiled;
  const isFaulty = faults.length > 0;
  if (mirror && resources.length === 0 && !isFaulty)
    throw new FaultsError([
      fileFault(path, null, 'empty', 'There is no record here: a mirror of it would withdraw everything.'),
    ]);
  options.onProgress?.({ stage: 'publishing', done: 0, total: resources.length });
  const draft: Draft = { resources, withdrawals: [], mirror: mirror && !isFaulty, base, note, actor };
  const reinstated = new Set(reinstate.map(keyOf));
  const terms = isFaulty ? { reinstated, assumed: listAttempted(compiled) } : { reinstated };
  // A faulty source is judged as well, so that all that is wrong with it is said at once.
  const judged = publishDraft(store, draft, dryRun || isFaulty, terms).catch((error: unknown) => {
    if (!(error instanceof FaultsError)) throw error;
    const placed = error.faults.map((fault) => ({ ...fault, ...placeOf(fault.record, compiled) }));
    throw new FaultsError([...faults, ...placed]);
  });
  const { plan, revision, live } = await judged;
  if (isFaulty) throw new FaultsError(faults);
  options.onProgress?.({ stage: 'publishing', done: resources.length, total: resources.length });
  const changes = await listChanges(store, plan, live, options.onProgress);
  return { revision, dryRun, changes, unchanged: resources.length - plan.upserts.length };
}

/** Publishes a draft by the rules of `decide`, and gives what was live before as well. */
export async function publishDraft(
  store: PublishStore,
  draft: Draft,
  dryRun: boolean,
  terms?: Terms,
): Promise<{ plan: Plan; revision: Revision; live: Live }> {
  const judge = decide(draft, terms);
  let before: Live | undefined;
  const { plan, revision } = await store.publish(
    draft,
    (live) => {
      before = live;
      return judge(live);
    },
    { dryRun },
  );
  if (before === undefined) throw new Error('The store published without asking.');
  return { plan, revision, live: before };
}

/** What a plan does, resource by resource. */
export async function listChanges(
  store: PublishStore,
  plan: Plan,
  live: Live,
  onProgress?: PublishOptions['onProgress'],
): Promise<readonly ResourceChange[]> {
  const changes: ResourceChange[] = [];
  for (const { type, id, body } of plan.upserts) {
    const wasLive = (live.resources.get(keyOf({ type, id }))?.digest ?? null) !== null;
    const before = wasLive ? await findLive(store, { type, id }, live.head.revision) : undefined;
    const members = before?.body ? changedMembers(before.body, body) : [];
    changes.push(wasLive ? { op: 'change', type, id, members } : { op: 'add', type, id });
    if (changes.length % PROGRESS_EVERY === 0)
      onProgress?.({ stage: 'comparing', done: changes.length, total: plan.upserts.length });
  }
  for (const { type, id, reason, replacedBy } of plan.tombstones)
    changes.push({ op: 'withdraw', type, id, reason, replacedBy });
  return changes;
}

async function compilePath(path: string, { onProgress }: PublishOptions): Promise<Compiled> {
  const compiler = new Compiler();
  let reported = 0;
  for await (const result of readSource(path)) {
    if ('faults' in result) compiler.addFaults(result.faults);
    else compiler.add(result);
    if (compiler.count - reported < PROGRESS_EVERY) continue;
    reported = compiler.count;
    onProgress?.({ stage: 'reading', done: reported, total: undefined });
  }
  return compiler.finish();
}

/** Every resource that the source tries to state, `type/id`. */
function listAttempted({ places, faults }: Compiled): ReadonlySet<string> {
  return new Set([...places.keys(), ...faults.flatMap(({ record }) => record ?? [])]);
}

function placeOf(record: string | null, { places }: Compiled): { file: string | null; line: number | null } {
  return (record === null ? undefined : places.get(record)) ?? { file: null, line: null };
}
