/** So many requests in so many seconds; also the policy of RateLimit-Policy. */
export interface Policy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What a caller has left under a policy. */
export interface Balance extends Policy {
  /** Never below 0, though what was taken elsewhere may be owed. */
  readonly remaining: number;
  /** Until one request is possible again when none is, else until all of the quota is there. */
  readonly resetSeconds: number;
}

export interface Spent {
  /** False when a policy had not enough left; nothing was taken from any then. */
  readonly isAdmitted: boolean;
  /** In the order of the policies, after what was taken. */
  readonly balances: readonly Balance[];
}

/** The buckets of the callers, in this process: to ask them costs no waiting, and nothing keeps them from answering. */
export interface Limits {
  /**
   * Takes `cost` from the bucket of a caller under every policy, or from none. A cost of 0 only looks: admitted is who could
   * spend 1. One below gives back what was taken before. A caller always comes with the same policies.
   */
  spend(caller: string, policies: readonly Policy[], cost: number): Spent;
  /** Whether a caller could spend 1: what `spend` says of a cost of 0, without working out what is left. */
  admits(caller: string, policies: readonly Policy[]): boolean;
}

/** What was taken by caller, in requests; below 0 where more was given back. */
export type Taken = ReadonlyMap<string, number>;

/**
 * Where processes tell each other what was taken. Each has its own, and every process hears of what each other took once; what was
 * taken before it joined it does not hear of. So the buckets of all of them fall as one, some time later: at most twice
 * `everyMilliseconds`, and what the way takes.
 */
export interface LimitExchange {
  readonly everyMilliseconds: number;
  /**
   * Hands over what this process took since the last time, and gives what all others handed over since. Never called while it
   * is under way. Rejects when nobody could be reached: nothing was handed over then.
   */
  swap(taken: Taken): Promise<Taken>;
}
