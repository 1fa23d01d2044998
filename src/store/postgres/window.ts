import type { ResourceKey } from '../../schemas/resource.js';
import {
  LIVE_COLUMNS,
  type StoredRow,
  TOMBSTONE_COLUMNS,
  toChange,
  toStored,
  toWrittenChange,
  type VersionRow,
} from '../rows.js';
import type { HistoryPosition, PublishStore, ReadStore, WrittenChange } from '../store.js';
import type { Session } from './connection.js';
import { type Reads, toRead } from './reads.js';
import { toStatement } from './statement.js';
import { disclaimersOf } from './window-disclaimers.js';

const COLUMNS = `${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}`;
const AFTER = '(v.revision, v.type, v.id) > (:revision, :type, :id)';
const ORDERED = 'ORDER BY v.revision, v.type, v.id LIMIT :limit';

const MANY = 5000;

/**
 * The table `found`: the versions of a window, in order. Those that are the newest have an index of their own, so that it never wades
 * through what was superseded before it ended. Of what was superseded since: when it is little it is taken and sorted; when it is
 * very much, the history is walked instead, so that paging does not sort it all for every page. What does not apply is not run.
 */
const FOUND = `
  superseded AS MATERIALIZED (
    SELECT count(*) AS count FROM (
      SELECT 1 FROM version v WHERE v.until > :at AND v.until < 9007199254740991 LIMIT ${MANY}) s
  ), little AS MATERIALIZED (
    SELECT v.* FROM version v
    WHERE (SELECT count FROM superseded) BETWEEN 1 AND ${MANY - 1}
      AND v.until > :at AND v.until < 9007199254740991 AND ${AFTER} AND v.revision <= :at
  ), found AS MATERIALIZED (
    SELECT (row_number() OVER (ORDER BY revision, type, id))::int AS ord, w.* FROM (
      (SELECT ${COLUMNS} FROM version v
       WHERE ${AFTER} AND v.revision <= :at AND v.until = 9007199254740991 ${ORDERED})
      UNION ALL
      (SELECT ${COLUMNS} FROM little v ${ORDERED})
      UNION ALL
      (SELECT ${COLUMNS} FROM version v
       WHERE (SELECT count FROM superseded) = ${MANY}
         AND ${AFTER} AND v.revision <= :at AND v.until > :at AND v.until < 9007199254740991 ${ORDERED})
    ) w ORDER BY revision, type, id LIMIT :limit)`;

const WINDOW = toRead('window', `WITH ${FOUND} SELECT found.* FROM found`);

/** A page ends before the change that would make it too long, or its bodies too many bytes; but never before the first. */
const PAGE = toRead(
  'window_page',
  `WITH ${FOUND}, taken AS MATERIALIZED (
     SELECT * FROM (SELECT f.*, sum(coalesce(octet_length(f.body), 0)) OVER (ORDER BY f.ord) AS bytes FROM found f) f
     WHERE f.ord < :limit AND (f.ord = 1 OR f.bytes <= :bytes))
   SELECT 0 AS ord, 'page' AS kind, NULL::text AS type, NULL::text AS id, (SELECT count(*) FROM found) AS revision,
     NULL::bigint AS first_revision, NULL::bigint AS published_at, NULL::bigint AS updated_at, NULL::text AS digest,
     NULL::text AS body, NULL::text AS reason, NULL::text AS replaced_by_type, NULL::text AS replaced_by_id
   UNION ALL SELECT v.ord, 'change', ${COLUMNS} FROM taken v
   UNION ALL ${disclaimersOf('taken')}`,
);

type PageRow =
  | { readonly kind: 'page'; readonly revision: number }
  | (VersionRow & { readonly kind: 'change' })
  | { readonly kind: 'disclaimer'; readonly body: string };

const HISTORY = toStatement('history', `SELECT ${COLUMNS}, v.until, v.source FROM version v WHERE ${AFTER} ${ORDERED}`);

const CHANGED = toRead(
  'window_changed',
  `SELECT 0 AS ord, c.* FROM (
     SELECT type, id FROM version WHERE revision > :since AND revision <= :at LIMIT :limit) c`,
);

/** After every type: a position without one is after all of its revision. */
const LAST_TYPE = '~';

function toKey(after: HistoryPosition | undefined, since: number, limit: number) {
  return after === undefined
    ? { revision: since, type: LAST_TYPE, id: '', limit }
    : { revision: after.revision, type: after.type, id: after.id, limit };
}

export function windowReads(
  session: Session,
  reads: Reads,
): Pick<ReadStore, 'window' | 'windowPage' | 'listChanged'> & Pick<PublishStore, 'listHistory'> {
  return {
    listChanged: async (since, upto, limit) => {
      const rows = await reads.at<ResourceKey>(CHANGED, { since, at: upto, limit: limit + 1 });
      return rows.length > limit ? undefined : rows.map(({ type, id }) => ({ type, id }));
    },
    window: async (since, upto, after, limit) =>
      (await reads.at<VersionRow>(WINDOW, { ...toKey(after, since, limit), at: upto })).map(toChange),
    windowPage: async (since, upto, after, limits) => {
      const { rows, seen } = await reads.seenAt<PageRow>(PAGE, {
        ...toKey(after, since, limits.changes + 1),
        at: upto,
        bytes: limits.bytes,
      });
      if (upto < seen.floor || upto < seen.erased) return undefined;
      const changes = rows.flatMap((row): WrittenChange[] => (row.kind === 'change' ? [toWrittenChange(row)] : []));
      const found = rows.find((row) => row.kind === 'page')?.revision ?? 0;
      return {
        changes,
        hasMore: found > changes.length,
        disclaimers: rows.flatMap((row) => (row.kind === 'disclaimer' ? [row.body] : [])),
      };
    },
    listHistory: async (after, limit) => (await session.all<StoredRow>(HISTORY, toKey(after, 0, limit))).map(toStored),
  };
}
