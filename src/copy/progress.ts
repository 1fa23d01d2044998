import {
  type CopiedTable,
  type CopyState,
  contentTables,
  type EndingTable,
  endingTables,
  keyTables,
  type RowPlace,
} from '../store/copy.js';

/** A part of a copy: what ended of a table, or what is new in it. */
export type Stage =
  | { readonly kind: 'ended'; readonly table: EndingTable }
  | { readonly kind: 'rows'; readonly table: CopiedTable };

/** How far a copy has come, as it is kept in its target. */
export interface Progress {
  /** The target has all up to here, from a copy before; 0 when there was none. */
  readonly from: number;
  /** Where this copy ends. */
  readonly upto: number;
  /** The stages that are done. */
  readonly stage: number;
  /** The place of the last row of the stage that is under way. */
  readonly after: RowPlace | null;
}

/** What ended comes first: one name, and one reference, is open at a time. */
export function toStages({ from }: Pick<Progress, 'from'>, withKeys: boolean): readonly Stage[] {
  const ended = from === 0 ? [] : endingTables.map((table): Stage => ({ kind: 'ended', table }));
  const tables = withKeys ? [...contentTables, ...keyTables] : contentTables;
  return [...ended, ...tables.map((table): Stage => ({ kind: 'rows', table }))];
}

/** Keys and usage have no revisions: whatever was copied of them may have changed since, and is copied again. */
export function beforeKeys(progress: Progress): Progress {
  const content = toStages(progress, false).length;
  return progress.stage < content ? progress : { ...progress, stage: content, after: null };
}

export function readProgress(text: string): Progress | undefined {
  const value: unknown = JSON.parse(text);
  return isProgress(value) ? value : undefined;
}

export const writeProgress = ({ from, upto, stage, after }: Progress): string =>
  JSON.stringify({ from, upto, stage, after });

/**
 * Whether the source, as it is now, still has all that lies between: a version that ended after the copy began may be pruned now,
 * or its body erased.
 */
export function canGoOn({ from, upto }: Pick<Progress, 'from' | 'upto'>, { floor, erased }: CopyState): boolean {
  const kept = from === 0 ? upto : from;
  return floor <= kept && erased <= kept;
}

function isProgress(value: unknown): value is Progress {
  if (typeof value !== 'object' || value === null) return false;
  const isNumber = (name: string) => name in value && Number.isSafeInteger(Reflect.get(value, name));
  return (
    ['from', 'upto', 'stage'].every(isNumber) &&
    'after' in value &&
    (value.after === null || Array.isArray(value.after))
  );
}
