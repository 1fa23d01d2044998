import type { KeyScope } from '../schemas/scope.js';

/**
 * The keys of partners and what was done with them. It is apart from the stores of content on purpose: whoever holds one of
 * those reaches no key. Each method is one transaction and rejects with `StoreError` when the engine fails.
 */

export interface Key {
  /** The first characters of its text: what a key is called where it is not told. */
  readonly prefix: string;
  /** Whose it is. A partner has two live keys at most. */
  readonly partner: string;
  readonly scopes: readonly KeyScope[];
  /** Times are milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** By the hour, and written some time later. */
  readonly lastUsedAt: number | null;
}

export interface NewKey extends Omit<Key, 'revokedAt' | 'lastUsedAt'> {
  /** The SHA-256 of its text, which is kept nowhere. */
  readonly digest: Uint8Array;
}

export interface KnownKey extends Key {
  readonly digest: Uint8Array;
}

/** How often a route was asked for with a key on a day. */
export interface Usage {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Of the key; empty for requests without one. */
  readonly prefix: string;
  /** The template, such as `/v1/questions/:slug`. */
  readonly route: string;
  readonly requests: number;
  /** How many of them the quota was charged for. */
  readonly charged: number;
  /** How many of them were to an operation that is deprecated. */
  readonly deprecated: number;
}

export interface UsageFilter {
  /** The partner, or the prefix of a key; every one when undefined. */
  readonly key: string | undefined;
  /** The first day and the last, `YYYY-MM-DD`. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What the service does with keys. */
export interface KeyReads {
  /** The key whose text has this SHA-256, whatever has become of it. What was revoked elsewhere is seen within a second. */
  findKey(digest: Uint8Array): Promise<KnownKey | undefined>;
  /**
   * Adds to what was counted before, and notes when keys were last used. Rejects with `busy` at once when somebody else
   * writes; nothing is added then.
   */
  addUsage(counted: readonly Usage[], lastUsed: ReadonlyMap<string, number>): Promise<void>;
}

/** What the operator does with them. */
export interface KeyStore extends KeyReads {
  /**
   * Adds the key that `decide` makes of those that its partner has; a throw leaves everything as it was and is passed on.
   */
  addKey(partner: string, decide: (existing: readonly Key[]) => NewKey): Promise<Key>;
  /** By partner, the oldest first. */
  listKeys(): Promise<readonly Key[]>;
  /** Revokes a key by its prefix, or all of a partner. Gives those that were not revoked before. */
  revokeKeys(prefixOrPartner: string, at: number): Promise<readonly Key[]>;
  /** By day, key and route. */
  listUsage(filter: UsageFilter): Promise<readonly (Usage & { readonly partner: string | null })[]>;
  /** How many rows of usage there are of days before this one, `YYYY-MM-DD`. */
  countUsage(before: string): Promise<number>;
  /**
   * Removes some of them, in a few milliseconds, and gives how many: 0 when none are left. Rejects with `busy` at once when
   * somebody else writes.
   */
  pruneUsage(before: string): Promise<number>;
  close(): Promise<void>;
}
