import type { Database } from 'better-sqlite3';
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
import type { HistoryPosition, PublishStore, ReadStore, WindowLimits, WrittenChange } from '../store.js';
import { prepareReadHead } from './revisions.js';
import type { Transact } from './transaction.js';
import { prepareReadWindowDisclaimers } from './window-disclaimers.js';

const COLUMNS = `${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}`;
const AFTER = '(v.revision, v.type, v.id) > (:revision, :type, :id)';
const NEWEST = 'v.until = 9007199254740991';

// Of the newest versions alone: a window never wades through what was superseded before it ended.
const OPEN_WINDOW = `
  SELECT ${COLUMNS} FROM version v INDEXED BY version_newest
  WHERE ${AFTER} AND v.revision <= :upto AND ${NEWEST}
  ORDER BY v.revision, v.type, v.id LIMIT :limit`;

// Both arms of UNION ALL are in the order of the whole.
const closedWindow = (superseded: string) => `
  SELECT * FROM (
    SELECT ${COLUMNS} FROM version v INDEXED BY version_newest
    WHERE ${AFTER} AND v.revision <= :upto AND ${NEWEST}
    ORDER BY v.revision, v.type, v.id LIMIT :limit)
  UNION ALL
  SELECT * FROM (${superseded} ORDER BY v.revision, v.type, v.id LIMIT :limit)
  ORDER BY revision, type, id LIMIT :limit`;

/** Few were superseded since the window ended: take those, sort their keys, and then fetch what is shown. */
const LITTLE_CHANGED = closedWindow(`
    SELECT ${COLUMNS}
    FROM (
      SELECT rowid FROM version v INDEXED BY version_superseded
      WHERE v.until > :upto AND v.until < 9007199254740991 AND ${AFTER} AND v.revision <= :upto
      ORDER BY v.revision, v.type, v.id LIMIT :limit) k
    CROSS JOIN version v ON v.rowid = k.rowid`);

/** Very many were: walk the history instead, so that paging does not sort them all for every page. */
const MUCH_CHANGED = closedWindow(`
    SELECT ${COLUMNS} FROM version v INDEXED BY version_by_history
    WHERE ${AFTER} AND v.revision <= :upto AND v.until > :upto AND v.until < 9007199254740991`);

const MANY = 5000;
const COUNT_SUPERSEDED = `
  SELECT count(*) FROM (
    SELECT 1 FROM version v INDEXED BY version_superseded
    WHERE v.until > ? AND v.until < 9007199254740991 LIMIT ${MANY})`;

const HISTORY = `
  SELECT ${COLUMNS}, v.until, v.source FROM version v
  WHERE ${AFTER} ORDER BY v.revision, v.type, v.id LIMIT :limit`;

const CHANGED = `
  SELECT type, id FROM version INDEXED BY version_by_history WHERE revision > ? AND revision <= ? LIMIT ?`;

type Key = { revision: number; type: string; id: string; limit: number };

/** After every type: a position without one is after all of its revision. */
const LAST_TYPE = '~';

function toKey(after: HistoryPosition | undefined, since: number, limit: number): Key {
  return after === undefined
    ? { revision: since, type: LAST_TYPE, id: '', limit }
    : { revision: after.revision, type: after.type, id: after.id, limit };
}

/** As many of the rows as the limits allow, the first in any case; the rows after those are not fetched. */
function take(rows: Iterable<VersionRow>, limits: WindowLimits): { changes: WrittenChange[]; hasMore: boolean } {
  const changes: WrittenChange[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += row.body === null ? 0 : Buffer.byteLength(row.body);
    const isFull = changes.length === limits.changes || (changes.length > 0 && bytes > limits.bytes);
    if (isFull) return { changes, hasMore: true };
    changes.push(toWrittenChange(row));
  }
  return { changes, hasMore: false };
}

export function windowReads(
  db: Database,
  read: Transact,
): Pick<ReadStore, 'window' | 'windowPage' | 'listChanged'> & Pick<PublishStore, 'listHistory'> {
  const statements = {
    open: db.prepare<Key & { upto: number }, VersionRow>(OPEN_WINDOW),
    little: db.prepare<Key & { upto: number }, VersionRow>(LITTLE_CHANGED),
    much: db.prepare<Key & { upto: number }, VersionRow>(MUCH_CHANGED),
  };
  const countSuperseded = db.prepare<[number], number>(COUNT_SUPERSEDED).pluck();
  const history = db.prepare<Key, StoredRow>(HISTORY);
  const changed = db.prepare<[number, number, number], ResourceKey>(CHANGED);
  const readHead = prepareReadHead(db);
  const readDisclaimers = prepareReadWindowDisclaimers(db);

  function choose(upto: number) {
    const superseded = countSuperseded.get(upto) ?? 0;
    if (superseded === 0) return statements.open;
    return superseded < MANY ? statements.little : statements.much;
  }

  return {
    listChanged: (since, upto, limit) =>
      read(() => {
        const keys = changed.all(since, upto, limit + 1);
        return keys.length > limit ? undefined : keys;
      }),
    window: (since, upto, after, limit) =>
      read(() =>
        choose(upto)
          .all({ ...toKey(after, since, limit), upto })
          .map(toChange),
      ),
    windowPage: (since, upto, after, limits) =>
      read(() => {
        const { floor, erased } = readHead().horizon;
        if (upto < floor || upto < erased) return undefined;
        const rows = choose(upto).iterate({ ...toKey(after, since, limits.changes + 1), upto });
        const { changes, hasMore } = take(rows, limits);
        return { changes, hasMore, disclaimers: readDisclaimers(changes, upto) };
      }),
    listHistory: (after, limit) => read(() => history.all(toKey(after, 0, limit)).map(toStored)),
  };
}
