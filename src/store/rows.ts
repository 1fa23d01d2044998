import type { ResourceKey, ResourceType, WithdrawalReason } from '../schemas/resource.js';
import type { Change, Lookup, Revision, Slice, StoredVersion, Version, WrittenChange } from './store.js';
import { ReadVersion } from './version.js';

export const LIVE_COLUMNS =
  'v.type, v.id, v.revision, v.first_revision, v.published_at, v.updated_at, v.digest, v.body';
export const TOMBSTONE_COLUMNS = 'v.reason, v.replaced_by_type, v.replaced_by_id';

export interface LiveRow {
  type: ResourceType;
  id: string;
  revision: number;
  first_revision: number;
  published_at: number;
  updated_at: number;
  digest: string;
  body: string;
}

interface TombstoneRow extends Omit<LiveRow, 'digest' | 'body'> {
  /** Null of a withdrawal; what was erased has the digest that it had. */
  digest: string | null;
  body: null;
  reason: WithdrawalReason;
  replaced_by_type: ResourceType | null;
  replaced_by_id: string | null;
}

/** A live version or a withdrawal: told apart by `body`. */
export type VersionRow = (LiveRow & { reason: null; replaced_by_type: null; replaced_by_id: null }) | TombstoneRow;

export type NamedRow = VersionRow & { slug: string | null };
export type StoredRow = VersionRow & { until: number; source: string | null };

export interface RevisionRow {
  revision: number;
  published_at: number;
  note: string | null;
  actor: string | null;
  resource_count: number;
  set_digest: string;
}

export function toRevision(row: RevisionRow): Revision {
  const { revision, published_at, note, actor, resource_count, set_digest } = row;
  return { revision, publishedAt: published_at, note, actor, count: resource_count, setDigest: set_digest };
}

export const toVersion = <T extends ResourceType>(row: LiveRow, type: T): Version<T> => new ReadVersion(type, row);

function toReplacement(row: VersionRow): ResourceKey | null {
  const { replaced_by_type: type, replaced_by_id: id } = row;
  return type === null || id === null ? null : { type, id };
}

/** What a name leads to, given the version of its holder. */
export function toLookup<T>(name: string, row: NamedRow | undefined, toValue: (row: LiveRow) => T): Lookup<T> {
  if (row === undefined) return { state: 'unknown' };
  if (row.body === null) return { state: 'withdrawn', reason: row.reason, replacedBy: toReplacement(row) };
  if (row.slug !== null && row.slug !== name) return { state: 'moved', slug: row.slug };
  return { state: 'live', value: toValue(row) };
}

function toDelete(row: TombstoneRow): Extract<Change, { op: 'delete' }> {
  const { type, id, revision, reason } = row;
  return { op: 'delete', type, id, revision, reason, replacedBy: toReplacement(row) };
}

export function toChange(row: VersionRow): Change {
  if (row.body === null) return toDelete(row);
  const { body, ...written } = toUpsert(row);
  return { ...written, resource: JSON.parse(body) };
}

function toUpsert(row: LiveRow): Extract<WrittenChange, { op: 'upsert' }> {
  const { type, id, revision, digest, body } = row;
  const stamps = { firstRevision: row.first_revision, publishedAt: row.published_at, updatedAt: row.updated_at };
  return { op: 'upsert', type, id, revision, ...stamps, digest, body };
}

export function toWrittenChange(row: VersionRow): WrittenChange {
  return row.body === null ? toDelete(row) : toUpsert(row);
}

export function toStored(row: StoredRow): StoredVersion {
  const { type, id, revision, until, digest, body, source, reason } = row;
  const { first_revision: firstRevision, published_at: publishedAt, updated_at: updatedAt } = row;
  const key = { type, id, revision, until, firstRevision, publishedAt, updatedAt };
  return { ...key, digest, body, source, reason, replacedBy: toReplacement(row) };
}

/** Live versions by type and id, none yet. */
export const beginParts = (): { [T in ResourceType]: Map<string, Version<T>> } => ({
  disclaimer: new Map(),
  topic: new Map(),
  author: new Map(),
  exercise: new Map(),
  question: new Map(),
  answer: new Map(),
});

/** The first `limit` of up to `limit + 1` rows, and where they end when there is one more. */
export function toSlice<R, T>(
  rows: readonly R[],
  limit: number,
  toItem: (row: R) => T,
  toPosition: (row: R) => { rank: number; id: string },
): Slice<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next: rows.length > limit && last !== undefined ? toPosition(last) : undefined,
  };
}
