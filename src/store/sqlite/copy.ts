import type { Database } from 'better-sqlite3';
import {
  type CopiedRow,
  type CopySource,
  type CopyState,
  contentTables,
  endingTables,
  keyTables,
  type OpenedSource,
  type OpenedTarget,
  PROGRESS,
} from '../copy.js';
import { StoreError } from '../errors.js';
import { shapes, toCountSql, toEndedSql, toPlaceValues, toRowsSql, toStart } from '../tables.js';
import { prepareCopyStep } from './copy-step.js';
import { toStoreError } from './failures.js';
import { connect, toOpenError } from './open.js';
import { buildTransactions, type Transact } from './transaction.js';

const STATE = `
  SELECT h.revision, h.floor, h.erased, (SELECT value FROM setting WHERE name = 'cursor_secret') AS secret,
    (SELECT count(*) FROM api_key) AS keys, (SELECT value FROM setting WHERE name = '${PROGRESS}') AS progress
  FROM head h`;

type StateRow = Omit<CopyState, 'progress'> & { readonly progress: string | null };
type Bound = Record<string, string | number>;

function prepareSource(db: Database, read: Transact): CopySource {
  const state = db.prepare<[], StateRow>(STATE);
  const tables = [...contentTables, ...keyTables];
  const pages = new Map(tables.map((table) => [table, db.prepare<Bound, CopiedRow>(toRowsSql(table))]));
  const counts = new Map(tables.map((table) => [table, db.prepare<Bound, number>(toCountSql(table)).pluck()]));
  const ended = new Map(endingTables.map((table) => [table, db.prepare<Bound, CopiedRow>(toEndedSql(table))]));
  return {
    readState: () =>
      read(() => {
        const row = state.get();
        if (row === undefined) throw new StoreError('corrupt', 'The database has no head; restore it from a backup.');
        return { ...row, progress: row.progress ?? undefined };
      }),
    readRows: (table, range, after, limit) =>
      read(
        () => pages.get(table)?.all({ ...range, ...toPlaceValues(after ?? toStart(table, range.from)), limit }) ?? [],
      ),
    readEnded: (table, range, after, limit) =>
      read(
        () => ended.get(table)?.all({ ...range, ...toPlaceValues(after ?? [0, ...shapes[table].first]), limit }) ?? [],
      ),
    countRows: (table, range) => read(() => counts.get(table)?.get({ ...range }) ?? 0),
  };
}

/** On a connection of its own: the one transaction that all is read in stays open between the reads. */
export function openSqliteSource(path: string): OpenedSource {
  try {
    const db = connect(path, { migrate: false, readonly: true });
    const within: Transact = async (work) => {
      try {
        return work();
      } catch (error) {
        throw toStoreError(error, path);
      }
    };
    return {
      async read(work) {
        db.exec('BEGIN');
        try {
          return await work(prepareSource(db, within));
        } finally {
          db.exec('COMMIT');
        }
      },
      close: async () => void db.close(),
    };
  } catch (error) {
    throw toOpenError(error, path);
  }
}

/** Made, or migrated, when it must be. */
export function openSqliteTarget(path: string): OpenedTarget {
  try {
    const db = connect(path, { migrate: true });
    const { read, write } = buildTransactions(db, path);
    const take = prepareCopyStep(db);
    return {
      target: {
        ...prepareSource(db, read),
        write: (step, before, after) => write(() => take(step, before, after)),
      },
      close: async () => void db.close(),
    };
  } catch (error) {
    throw toOpenError(error, path);
  }
}
