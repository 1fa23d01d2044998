import type { ItemKey } from './replica-store.js';
import { EMPTY_SUM } from './set-digest.js';

/** What a set of resources adds up to. */
export interface SetSum {
  readonly count: number;
  readonly digest: string;
}

/** The live area. */
export interface Copy {
  /** The revision it equals; 0 before the first sync. */
  readonly revision: number;
  readonly set: SetSum;
  /** Where the next window begins; null: from nothing. */
  readonly cursor: string | null;
  /** When the service last said that this is all, in milliseconds since the epoch. */
  readonly confirmedAt: number | null;
  readonly pollAfterSeconds: number;
}

/** A window of which at least one page is staged. */
export interface StagedWindow {
  readonly from: number;
  readonly to: number;
  readonly mode: 'merge' | 'replace';
  /** What follows the pages that are staged. */
  readonly cursor: string;
  /** What the copy adds up to with the staged pages applied. */
  readonly set: SetSum;
  /** How many changes are staged. */
  readonly changes: number;
  /** With the last page: what it must add up to, and when that page came. */
  readonly end: { readonly set: SetSum; readonly at: number; readonly pollAfterSeconds: number } | null;
}

/** A window that is staged whole. */
export type WholeWindow = StagedWindow & { readonly end: NonNullable<StagedWindow['end']> };

export function isWhole(window: StagedWindow | null): window is WholeWindow {
  return window !== null && window.end !== null;
}

/** A resource to be hidden. */
export interface RecallMark extends ItemKey {
  /** That of the recall. */
  readonly revision: number;
  /** The revision that published it again; null while nothing of it may be shown. */
  readonly reinstatedIn: number | null;
}

/** All that a replica remembers beside the items. Stores keep it as it is and look at `version` alone. */
export interface ReplicaState {
  /** One more with every write. */
  readonly version: number;
  /** One more with every write that changes what a reader sees. */
  readonly generation: number;
  readonly copy: Copy;
  readonly window: StagedWindow | null;
  /** The next window must be a whole one: the copy cannot be trusted to follow the service. */
  readonly startOver: boolean;
  readonly recalls: readonly RecallMark[];
}

export const NEW_STATE: ReplicaState = {
  version: 0,
  generation: 0,
  copy: { revision: 0, set: { count: 0, digest: EMPTY_SUM }, cursor: null, confirmedAt: null, pollAfterSeconds: 0 },
  window: null,
  startOver: false,
  recalls: [],
};

/** The cursor of the next request; null: ask from nothing. */
export function nextCursor({ copy, window, startOver }: ReplicaState): string | null {
  return window?.cursor ?? (startOver ? null : copy.cursor);
}
