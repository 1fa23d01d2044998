import { type LiveRow, type NamedRow, toSlice } from '../rows.js';
import type { PageRequest, Parts, Position } from '../store.js';
import { toParts } from './rows.js';

/** What the rows before it are shown with. */
export interface PartsRow {
  readonly kind: 'parts';
  readonly body: string;
}

/** A row of a read: what was asked for by name, an item of a list, or what these are shown with. */
export type ShownRow = (NamedRow & { readonly kind: 'named' }) | (LiveRow & { readonly kind: 'item' }) | PartsRow;

const toPosition = (row: LiveRow): Position => ({ rank: row.first_revision, id: row.id });

/** The parts that a read gives, none where it gives no row of them. */
export function findParts(rows: readonly ({ readonly kind: 'named' | 'item' } | PartsRow)[]): Parts {
  const row = rows.find((one): one is PartsRow => one.kind === 'parts');
  return toParts(row?.body ?? '[]');
}

/** The rows of a read by what they are; `items` is a page, newest first. */
export function divide(rows: readonly ShownRow[], limit = 0) {
  const items = rows.flatMap((row) => (row.kind === 'item' ? [row] : []));
  return {
    named: rows.find((row) => row.kind === 'named'),
    items: toSlice(items, limit, (row): LiveRow => row, toPosition),
    parts: findParts(rows),
  };
}

/** The key that all of `after` come before, as `lists.ts` takes it: newest first is by `recency`, the first revision negated. */
export function toKey({ after, limit }: PageRequest, at: number) {
  return { rank: after === undefined ? -at : -after.rank, id: after?.id ?? '', at, limit: limit + 1 };
}
