import { fullOf, refill, take, toBalance } from './bucket.js';
import type { LimitStore } from './store.js';

/** Whoever can come from more addresses than this is not held by limits per address anyway. */
const MAX_CALLERS = 50_000;

interface MemoryOptions {
  readonly maxCallers?: number;
  /** Whole milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** The buckets of one process. Those of the callers that were not seen for longest are dropped: they count as full again. */
export function createMemoryLimits({
  maxCallers = MAX_CALLERS,
  now = () => Math.floor(performance.now()),
}: MemoryOptions = {}): LimitStore & { size(): number } {
  // A Map lists its keys in the order of insertion: whoever is seen is put in again, so the first is the oldest.
  const callers = new Map<string, { readonly levels: readonly number[]; readonly at: number }>();

  return {
    async spend(caller, policies, cost) {
      const at = now();
      const known = callers.get(caller);
      const filled = policies.map((policy, index) => {
        const level = known?.levels[index];
        return known === undefined || level === undefined ? fullOf(policy) : refill(policy, level, at - known.at);
      });
      const taken = policies.map((policy, index) => take(policy, filled[index] ?? 0, cost));
      const isAdmitted = !taken.includes(undefined);
      const levels = isAdmitted ? taken.map((level) => level ?? 0) : filled;
      if (cost !== 0) {
        callers.delete(caller);
        callers.set(caller, { levels, at });
        for (const oldest of callers.keys()) {
          if (callers.size <= maxCallers) break;
          callers.delete(oldest);
        }
      }
      return { isAdmitted, balances: policies.map((policy, index) => toBalance(policy, levels[index] ?? 0)) };
    },
    size: () => callers.size,
  };
}
