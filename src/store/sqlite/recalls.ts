import type { Database } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import { toSlice } from '../rows.js';
import type { PageRequest, ReadStore, RecallEntry } from '../store.js';
import type { Transact } from './transaction.js';

const LIST = `
  SELECT v.type, v.id, v.revision, v.until, v.updated_at, v.replaced_by_type, v.replaced_by_id
  FROM version v INDEXED BY version_recall
  WHERE v.reason = 'safety' AND v.digest IS NULL
    AND v.revision > :since AND (v.revision, v.type, v.id) < (:revision, :type, :id)
  ORDER BY v.revision DESC, v.type DESC, v.id DESC LIMIT :limit`;

interface RecallRow {
  type: ResourceType;
  id: string;
  revision: number;
  until: number;
  updated_at: number;
  replaced_by_type: ResourceType | null;
  replaced_by_id: string | null;
}

function toKey({ after }: PageRequest, at: number) {
  // Before every type: all of `at` comes after this place.
  if (after === undefined) return { revision: at + 1, type: '', id: '' };
  const slash = after.id.indexOf('/');
  return { revision: after.rank, type: after.id.slice(0, slash), id: after.id.slice(slash + 1) };
}

function toRecall(row: RecallRow, at: number): RecallEntry {
  const { type, id, revision, until, updated_at, replaced_by_type, replaced_by_id } = row;
  const replacedBy =
    replaced_by_type === null || replaced_by_id === null ? null : { type: replaced_by_type, id: replaced_by_id };
  return { type, id, revision, recalledAt: updated_at, replacedBy, reinstatedIn: until <= at ? until : null };
}

export function recallReads(db: Database, read: Transact): Pick<ReadStore, 'listRecalls'> {
  const list = db.prepare<ReturnType<typeof toKey> & { since: number; limit: number }, RecallRow>(LIST);
  return {
    listRecalls: (since, page, at) =>
      read(() => {
        const rows = list.all({ since, ...toKey(page, at), limit: page.limit + 1 });
        return toSlice(
          rows,
          page.limit,
          (row) => toRecall(row, at),
          (row) => ({ rank: row.revision, id: `${row.type}/${row.id}` }),
        );
      }),
  };
}
