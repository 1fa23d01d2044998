import { fullOf, has, refill, take, toBalance } from './bucket.js';
import type { Limits, Policy, Taken } from './limits.js';

/** Whoever can come from more addresses than this is not held by limits per address anyway. */
export const MAX_CALLERS = 50_000;

interface LocalOptions {
  readonly maxCallers?: number;
  /** Whole milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** The buckets of one process, with what it takes to keep them in step with those of others. */
export interface LocalLimits extends Limits {
  /** Takes what was taken elsewhere, whether it is there or not: no bucket owes more than one quota. */
  charge(caller: string, policies: readonly Policy[], cost: number): void;
  /** Gives what was spent here since the last time. */
  collect(): Taken;
  /** Keeps for the next time what could not be handed over. */
  keep(taken: Taken): void;
  size(): number;
}

/** Those of the callers that were not seen for longest are dropped: they count as full again. */
export function createLocalLimits({
  maxCallers = MAX_CALLERS,
  now = () => Math.floor(performance.now()),
}: LocalOptions = {}): LocalLimits {
  // A Map lists its keys in the order of insertion: whoever is seen is put in again, so the first is the oldest.
  const callers = new Map<string, { readonly levels: readonly number[]; readonly at: number }>();
  let spent = new Map<string, number>();

  function readLevels(caller: string, policies: readonly Policy[], at: number): readonly number[] {
    const known = callers.get(caller);
    return policies.map((policy, index) => {
      const level = known?.levels[index];
      return known === undefined || level === undefined ? fullOf(policy) : refill(policy, level, at - known.at);
    });
  }

  function write(caller: string, levels: readonly number[], at: number): void {
    callers.delete(caller);
    callers.set(caller, { levels, at });
    for (const oldest of callers.keys()) {
      if (callers.size <= maxCallers) break;
      callers.delete(oldest);
      spent.delete(oldest);
    }
  }

  function note(caller: string, cost: number): void {
    const total = cost + (spent.get(caller) ?? 0);
    if (total === 0) spent.delete(caller);
    else spent.set(caller, total);
  }

  const takeAll = (policies: readonly Policy[], levels: readonly number[], cost: number) =>
    policies.map((policy, index) => take(policy, levels[index] ?? 0, cost));

  return {
    spend(caller, policies, cost) {
      const at = now();
      const filled = readLevels(caller, policies, at);
      const isAdmitted =
        cost < 0 || policies.every((policy, index) => has(policy, filled[index] ?? 0, Math.max(1, cost)));
      const levels = isAdmitted ? takeAll(policies, filled, cost) : filled;
      if (cost !== 0) write(caller, levels, at);
      if (cost !== 0 && isAdmitted) note(caller, cost);
      return {
        isAdmitted,
        // Seldom asked for.
        get balances() {
          return policies.map((policy, index) => toBalance(policy, levels[index] ?? 0));
        },
      };
    },
    admits(caller, policies) {
      const known = callers.get(caller);
      if (known === undefined) return true;
      const elapsed = now() - known.at;
      return policies.every((policy, index) => {
        const level = known.levels[index];
        return level === undefined || has(policy, refill(policy, level, elapsed), 1);
      });
    },
    charge(caller, policies, cost) {
      const at = now();
      write(caller, takeAll(policies, readLevels(caller, policies, at), cost), at);
    },
    collect() {
      const collected = spent;
      spent = new Map();
      return collected;
    },
    keep(taken) {
      for (const [caller, cost] of taken) if (callers.has(caller)) note(caller, cost);
    },
    size: () => callers.size,
  };
}
