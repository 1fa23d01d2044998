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
import type { PageRequest, PublishStore, ReadStore } from '../store.js';
import type { Session } from './connection.js';
import { ITEM_ROWS, SHOWN } from './lists.js';
import { partsRow, referred } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { AT } from './rows.js';
import { findParts, type PartsRow } from './shown.js';
import { toStatement } from './statement.js';

const LIST = toRead(
  'resource_list',
  `WITH item AS MATERIALIZED (
     SELECT (row_number() OVER (ORDER BY id))::int AS ord, l.* FROM (
       SELECT ${LIVE_COLUMNS}
       FROM resource r JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
       WHERE r.type = :type AND r.id > :id AND v.body IS NOT NULL
       ORDER BY r.id LIMIT :limit) l)
   ${ITEM_ROWS} UNION ALL ${partsRow(referred(SHOWN, ['related', 'disclaimer']))}`,
);

const LIST_LIVE = toRead(
  'resource_live',
  `SELECT (row_number() OVER (ORDER BY type, id))::int AS ord, l.* FROM (
     SELECT ${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}, v.until, v.source
     FROM resource r JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
     WHERE (r.type, r.id) > (:type, :id) AND v.body IS NOT NULL
     ORDER BY r.type, r.id LIMIT :limit) l`,
);

const FORMER_ANSWERS = toStatement(
  'resource_former_answers',
  `SELECT DISTINCT r.to_id AS id FROM ref r
   JOIN version v ON v.type = 'answer' AND v.id = r.to_id AND v.until = 9007199254740991 AND v.body IS NULL
   WHERE r.from_type = 'question' AND r.from_id = :question AND r.role = 'answer' ORDER BY r.to_id`,
);

export function resourceReads(
  session: Session,
  reads: Reads,
): Pick<ReadStore, 'listResources'> & Pick<PublishStore, 'listLive' | 'listFormerAnswers'> {
  return {
    listResources: async <T extends ResourceType>(type: T, { limit, after }: PageRequest, at: number) => {
      const rows = await reads.at<(LiveRow & { kind: 'item' }) | PartsRow>(LIST, {
        type,
        id: after?.id ?? '',
        limit: limit + 1,
        at,
      });
      const items = rows.flatMap((row) => (row.kind === 'item' ? [row] : []));
      const slice = toSlice(
        items,
        limit,
        (row) => toVersion(row, type),
        ({ id }) => ({ rank: 0, id }),
      );
      return { ...slice, parts: findParts(rows) };
    },
    listFormerAnswers: async (question) =>
      (await session.all<{ id: string }>(FORMER_ANSWERS, { question })).map(({ id }) => id),
    listLive: async (at, after, limit) => {
      const key = { type: after?.type ?? '', id: after?.id ?? '' };
      return (await reads.at<StoredRow>(LIST_LIVE, { ...key, limit, at })).map(toStored);
    },
  };
}
