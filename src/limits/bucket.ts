import type { Balance, Policy } from './store.js';

/**
 * A token bucket: it holds the quota at most, and fills evenly, all of it in one window. It is counted in whole shares, of which a
 * request costs `windowSeconds * 1000` and a millisecond brings `quota`: nothing is ever rounded.
 */
export const MAX_QUOTA = 100_000_000;

const costOf = ({ windowSeconds }: Policy) => windowSeconds * 1000;
const capacityOf = (policy: Policy) => policy.quota * costOf(policy);

export const fullOf = capacityOf;

/** The level after some milliseconds; none when the clock was set back. */
export function refill(policy: Policy, level: number, elapsed: number): number {
  if (elapsed >= costOf(policy)) return capacityOf(policy);
  return Math.min(capacityOf(policy), level + Math.max(0, elapsed) * policy.quota);
}

/** The level after a cost; undefined when there is not enough. What is given back never makes more than the quota. */
export function take(policy: Policy, level: number, cost: number): number | undefined {
  const left = level - cost * costOf(policy);
  return left < 0 ? undefined : Math.min(capacityOf(policy), left);
}

export function toBalance(policy: Policy, level: number): Balance {
  const due = level < costOf(policy) ? costOf(policy) : capacityOf(policy);
  return {
    ...policy,
    remaining: Math.floor(level / costOf(policy)),
    resetSeconds: Math.ceil((due - level) / policy.quota / 1000),
  };
}
