import type { Balance, Policy } from './limits.js';

/**
 * A token bucket: it holds the quota at most, and fills evenly, all of it in one window. It is counted in whole shares, of which a
 * request costs `windowSeconds * 1000` and a millisecond brings `quota`: nothing is ever rounded. Below 0 it owes what was taken
 * elsewhere, one quota at most.
 */
export const MAX_QUOTA = 100_000_000;

const costOf = ({ windowSeconds }: Policy) => windowSeconds * 1000;
const capacityOf = (policy: Policy) => policy.quota * costOf(policy);

export const fullOf = capacityOf;

/** The level after some milliseconds; none when the clock was set back. */
export function refill(policy: Policy, level: number, elapsed: number): number {
  const full = capacityOf(policy);
  const first = Math.min(Math.max(0, elapsed), costOf(policy));
  const filled = Math.min(full, level + first * policy.quota);
  // Out of debt it takes a second window until it is full. Both at once would be more shares than a number can count.
  return filled < full && elapsed > first ? refill(policy, filled, elapsed - first) : filled;
}

/** Whether there is enough for a cost. */
export function has(policy: Policy, level: number, cost: number): boolean {
  return level >= cost * costOf(policy);
}

/** The level after a cost, whether it was there or not. What is given back never makes more than the quota. */
export function take(policy: Policy, level: number, cost: number): number {
  const full = capacityOf(policy);
  return Math.max(-full, Math.min(full, level - cost * costOf(policy)));
}

export function toBalance(policy: Policy, level: number): Balance {
  const due = level < costOf(policy) ? costOf(policy) : capacityOf(policy);
  return {
    ...policy,
    remaining: Math.max(0, Math.floor(level / costOf(policy))),
    resetSeconds: Math.ceil((due - level) / policy.quota / 1000),
  };
}
