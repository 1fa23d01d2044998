import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ResourceKey } from '../schemas/resource.js';
import type { Live, Plan, PublishStore, Revision } from '../store/store.js';
import type { ResourceChange } from './change.js';
import { type Compiled, Compiler } from './compile.js';
import { compileInThreads } from './compile-threads.js';
import { FaultsError } from './faults.js';
import { changedMembers, findLive } from './live.js';
import { isNdjson, readLines } from './ndjson-lines.js';
import { keyOf } from './plan.js';
import { publishCompiled } from './publish-draft.js';
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
  /** Of how many changed resources the report says which members differ; of all when it is left out. */
  readonly compared?: number;
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
/** Where threads save more than it takes to start them. */
const LARGE_FILE_BYTES = 1 << 20;

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
  if (mirror && resources.length === 0 && faults.length === 0)
    throw new FaultsError([
      fileFault(path, null, 'empty', 'There is no record here: a mirror of it would withdraw everything.'),
    ]);
  options.onProgress?.({ stage: 'publishing', done: 0, total: resources.length });
  const about = { mirror, base, note, actor };
  const reinstated = new Set(reinstate.map(keyOf));
  const { plan, revision, live } = await publishCompiled(store, compiled, about, { dryRun }, reinstated);
  options.onProgress?.({ stage: 'publishing', done: resources.length, total: resources.length });
  const changes = await listChanges(store, plan, live, options);
  return { revision, dryRun, changes, unchanged: resources.length - plan.upserts.length };
}

/** What a plan does, resource by resource. */
export async function listChanges(
  store: PublishStore,
  plan: Plan,
  live: Live,
  { onProgress, compared = Number.POSITIVE_INFINITY }: Pick<PublishOptions, 'onProgress' | 'compared'> = {},
): Promise<readonly ResourceChange[]> {
  const changes: ResourceChange[] = [];
  let left = compared;
  for (const { type, id, body } of plan.upserts) {
    const wasLive = (live.resources.get(keyOf({ type, id }))?.digest ?? null) !== null;
    const before = wasLive && left > 0 ? await findLive(store, { type, id }, live.head.revision) : undefined;
    const members = before?.body ? changedMembers(before.body, body) : [];
    if (wasLive) left -= 1;
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
  const report = () => {
    if (compiler.count - reported < PROGRESS_EVERY) return;
    reported = compiler.count;
    onProgress?.({ stage: 'reading', done: reported, total: undefined });
  };
  if (await isLargeNdjson(path)) {
    const file = basename(path);
    for await (const { line, ...result } of compileInThreads(readLines(path), file)) {
      if ('faults' in result) compiler.addFaults(result.faults);
      else compiler.addCompiled({ file, locate: () => line }, result.compiled);
      report();
    }
    return compiler.finish();
  }
  for await (const result of readSource(path)) {
    if ('faults' in result) compiler.addFaults(result.faults);
    else compiler.add(result);
    report();
  }
  return compiler.finish();
}

async function isLargeNdjson(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && isNdjson(path) && found.size >= LARGE_FILE_BYTES;
}
