import type { Database } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import {
  LIVE_COLUMNS,
  type LiveRow,
  type StoredRow,
  TOMBSTONE_COLUMNS,
  toSlice,
  toStored,
  toVersion,
} from '../rows.js';
import type { PublishStore, ReadStore } from '../store.js';
import type { PartReads } from './parts.js';
import { AT, toParts } from './rows.js';
import type { Transact } from './transaction.js';

const LIST = `
  SELECT ${LIVE_COLUMNS}
  FROM resource r CROSS JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
  WHERE r.type = :type AND r.id > :id AND v.body IS NOT NULL
  ORDER BY r.id LIMIT :limit`;

const LIST_LIVE = `
  SELECT ${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}, v.until, v.source
  FROM resource r CROSS JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
  WHERE (r.type, r.id) > (:type, :id) AND v.body IS NOT NULL
  ORDER BY r.type, r.id LIMIT :limit`;

const FORMER_ANSWERS = `
  SELECT DISTINCT r.to_id FROM ref r
  JOIN version v ON v.type = 'answer' AND v.id = r.to_id AND v.until = 9007199254740991 AND v.body IS NULL
  WHERE r.from_type = 'question' AND r.from_id = ? AND r.role = 'answer' ORDER BY r.to_id`;

type Key = { type: string; id: string; limit: number; at: number };

export function resourceReads(
  db: Database,
  read: Transact,
  parts: PartReads,
): Pick<ReadStore, 'listResources'> & Pick<PublishStore, 'listLive' | 'listFormerAnswers'> {
  const list = db.prepare<Key, LiveRow>(LIST);
  const listLive = db.prepare<Key, StoredRow>(LIST_LIVE);
  const listFormerAnswers = db.prepare<[string], string>(FORMER_ANSWERS).pluck();
  const { referred } = parts;
  return {
    listResources: <T extends ResourceType>(
      type: T,
      page: { limit: number; after: { id: string } | undefined },
      at: number,
    ) =>
      read(() => {
        const rows = list.all({ type, id: page.after?.id ?? '', limit: page.limit + 1, at });
        const slice = toSlice(
          rows,
          page.limit,
          (row) => toVersion(row, type),
          ({ id }) => ({ rank: 0, id }),
        );
        const ids = slice.items.map(({ id }) => id);
        return { ...slice, parts: toParts(referred(type, ids, ['related', 'disclaimer'], at)) };
      }),
    listFormerAnswers: (question) => read(() => listFormerAnswers.all(question)),
    listLive: (at, after, limit) =>
      read(() => listLive.all({ type: after?.type ?? '', id: after?.id ?? '', limit, at }).map(toStored)),
  };
}
