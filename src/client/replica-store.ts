import type { ReplicaState } from './replica-state.js';

/** Names a resource by its id. */
export interface ItemKey {
  readonly type: string;
  readonly id: string;
}

/** A resource as the service sent it. Types that this version does not know are kept too: the set digest counts them. */
export interface Item extends ItemKey {
  /** null where the type has none. */
  readonly slug: string | null;
  /** The revision that published this version. */
  readonly revision: number;
  readonly publishedAt: string;
  readonly updatedAt: string;
  readonly digest: string;
  readonly resource: ItemKey;
}

export type StagedChange = { readonly op: 'upsert'; readonly item: Item } | ({ readonly op: 'delete' } & ItemKey);

export type Wanted = ItemKey | { readonly type: string; readonly slug: string };

/** What was read, and the state it belongs to: both as of one moment. */
export interface Moment<T> {
  /** undefined: nothing was ever written. */
  readonly state: ReplicaState | undefined;
  readonly items: T;
}

/**
 * Where a replica keeps its copy: a live area that readers see, a staged area that they do not, and the replica's state.
 * Everything is plain JSON. Each method is one atomic and isolated step: it happens whole or not at all, whatever crashes,
 * and no other call sees half of it. A write that resolved survives a crash of the program.
 *
 * The three writes compare before they set: a `state` is written only over the one it was made from, that is when the
 * stored version (0 when nothing is stored) is `state.version - 1`. Otherwise nothing at all is written and the promise
 * resolves to false. So several tabs or processes may share one store.
 */
export interface ReplicaStore {
  /** The live items wanted, in the order asked for; undefined where there is none. */
  read(wanted: readonly Wanted[]): Promise<Moment<readonly (Item | undefined)[]>>;
  /** At most `limit` live items after a key, which need not exist, or from the start; by type, then id, by code unit. */
  list(after: ItemKey | undefined, limit: number): Promise<Moment<readonly Item[]>>;
  /** Replaces the state; the two areas stay as they are. */
  save(state: ReplicaState): Promise<boolean>;
  /** Adds to the staged area, emptied first with `fresh`, and replaces the state. One change a key is kept: the last. */
  stage(state: ReplicaState, changes: readonly StagedChange[], fresh: boolean): Promise<boolean>;
  /**
   * Makes the staged area live, empties it, and replaces the state: `merge` puts its upserts and takes away its deletes;
   * with `replace` its upserts are all that is live afterwards.
   */
  apply(state: ReplicaState, mode: 'merge' | 'replace'): Promise<boolean>;
}
