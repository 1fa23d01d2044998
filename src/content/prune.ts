import { setTimeout } from 'node:timers/promises';
import { insist } from '../store/insist.js';
import type { Pruned, Store } from '../store/store.js';

/** What is kept: whatever either of the two keeps. */
export interface Retention {
  /** Every revision that was the latest within so many days. */
  readonly days: number;
  /** The last so many revisions. */
  readonly revisions: number;
}

export interface PruneOptions {
  /** Count, and remove nothing. */
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: {
    readonly stage: 'pruning';
    readonly done: number;
    readonly total: undefined;
  }) => void;
  /** Ends it between two steps: the next prune goes on from there. */
  readonly signal?: AbortSignal;
}

export interface PruneReport {
  readonly dryRun: boolean;
  /** The oldest revision that can be read now, or could after a prune; 0 when nothing is published. */
  readonly oldest: number;
  readonly latest: number;
  readonly removed: Pruned;
}

const DAY_MILLISECONDS = 86_400_000;
/** Between two steps, so that readers and publishers come first. */
const PAUSE_MILLISECONDS = 10;

const NOTHING: Pruned = { versions: 0, references: 0, names: 0, searchEntries: 0 };

/**
 * Removes what nobody can ask for any more: superseded versions, references, names and search entries that ended at the oldest
 * revision to keep, or before. Newest versions and withdrawals stay, so that a sync position never expires.
 * Errors: `StoreError`, with `busy` when somebody else writes all the time.
 */
export async function prune(store: Store, retention: Retention, options: PruneOptions = {}): Promise<PruneReport> {
  const { dryRun = false, onProgress, signal } = options;
  const since = Date.now() - retention.days * DAY_MILLISECONDS;
  const due = await store.findFloor(retention.revisions, since);
  const { revision: latest } = await store.refresh();
  const floor = Math.max(due, store.horizon().floor);
  const oldest = Math.max(floor, Math.min(1, latest));
  if (dryRun) return { dryRun, oldest, latest, removed: await store.countPrunable(floor) };

  // Given up first, then removed: whoever reads meanwhile learns that it is gone.
  if (floor > store.horizon().floor) await insist(() => store.raiseFloor(floor));
  let removed = NOTHING;
  while (signal?.aborted !== true) {
    const some = await insist(() => store.pruneSome());
    removed = add(removed, some);
    if (total(some) === 0) break;
    onProgress?.({ stage: 'pruning', done: total(removed), total: undefined });
    await setTimeout(PAUSE_MILLISECONDS);
  }
  await store.scrub();
  return { dryRun, oldest, latest, removed };
}

export function total({ versions, references, names, searchEntries }: Pruned): number {
  return versions + references + names + searchEntries;
}

function add(a: Pruned, b: Pruned): Pruned {
  return {
    versions: a.versions + b.versions,
    references: a.references + b.references,
    names: a.names + b.names,
    searchEntries: a.searchEntries + b.searchEntries,
  };
}
