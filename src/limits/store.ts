/** So many requests in so many seconds; also the policy of RateLimit-Policy. */
export interface Policy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What a caller has left under a policy. */
export interface Balance extends Policy {
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

/** Where the buckets are. Whoever shares one shares the limits: a process, the processes of a machine, several machines. */
export interface LimitStore {
  /**
   * Takes `cost` from the bucket of a caller under every policy, or from none. A cost of 0 only looks, and one below gives back
   * what was taken before. A caller always comes with the same policies.
   */
  spend(caller: string, policies: readonly Policy[], cost: number): Promise<Spent>;
}
