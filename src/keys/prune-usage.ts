import { setTimeout } from 'node:timers/promises';
import { insist } from '../store/insist.js';
import type { KeyStore } from '../store/keys.js';

export interface PruneUsageOptions {
  /** Count, and remove nothing. */
  readonly dryRun?: boolean;
  /** Ends it between two steps: the next goes on from there. */
  readonly signal?: AbortSignal;
  /** In milliseconds since the epoch. */
  readonly now?: number;
}

const DAY_MILLISECONDS = 86_400_000;
/** Between two steps, so that whoever counts usage comes first. */
const PAUSE_MILLISECONDS = 10;

/**
 * Removes the usage of all days but today and so many before it. Gives how many rows that are.
 * Errors: `StoreError`, with `busy` when somebody else writes all the time.
 */
export async function pruneUsage(
  keys: Pick<KeyStore, 'countUsage' | 'pruneUsage'>,
  days: number,
  { dryRun = false, signal, now = Date.now() }: PruneUsageOptions = {},
): Promise<number> {
  const before = new Date(now - days * DAY_MILLISECONDS).toISOString().slice(0, 10);
  if (dryRun) return keys.countUsage(before);
  let removed = 0;
  while (signal?.aborted !== true) {
    const some = await insist(() => keys.pruneUsage(before));
    removed += some;
    if (some === 0) break;
    await setTimeout(PAUSE_MILLISECONDS);
  }
  return removed;
}
