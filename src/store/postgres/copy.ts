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
import { connect, type Session } from './connection.js';
import { takeCopyStep } from './copy-step.js';
import { isCurrent, migrate } from './migrate.js';
import { toStatement } from './statement.js';

const STATE = toStatement(
  'copy_state',
  `SELECT h.revision, h.floor, h.erased, (SELECT value FROM setting WHERE name = 'cursor_secret') AS secret,
     (SELECT count(*) FROM api_key) AS keys, (SELECT value FROM setting WHERE name = '${PROGRESS}') AS progress
   FROM head h`,
);
const tables = [...contentTables, ...keyTables];
const PAGES = new Map(tables.map((table) => [table, toStatement(`copy_rows_${table}`, toRowsSql(table))]));
const COUNTS = new Map(tables.map((table) => [table, toStatement(`copy_count_${table}`, toCountSql(table))]));
const ENDED = new Map(endingTables.map((table) => [table, toStatement(`copy_ended_${table}`, toEndedSql(table))]));

/** To copy takes as long as it takes, and its one transaction waits while the other database writes. */
const PATIENCE = 'SET LOCAL idle_in_transaction_session_timeout = 0';

type StateRow = Omit<CopyState, 'progress'> & { readonly progress: string | null };

function readFrom(session: Session): CopySource {
  return {
    async readState() {
      const [row] = await session.all<StateRow>(STATE);
      if (row === undefined) throw new StoreError('corrupt', 'The database has no head; restore it from a backup.');
      return { ...row, progress: row.progress ?? undefined };
    },
    async readRows(table, range, after, limit) {
      const statement = PAGES.get(table);
      const place = toPlaceValues(after ?? toStart(table, range.from));
      return statement ? session.all<CopiedRow>(statement, { ...range, ...place, limit }) : [];
    },
    async readEnded(table, range, after, limit) {
      const statement = ENDED.get(table);
      const place = toPlaceValues(after ?? [0, ...shapes[table].first]);
      return statement ? session.all<CopiedRow>(statement, { ...range, ...place, limit }) : [];
    },
    async countRows(table, range) {
      const statement = COUNTS.get(table);
      const [row] = statement ? await session.all<{ count: number }>(statement, { ...range }) : [];
      return row?.count ?? 0;
    },
  };
}

export async function openPostgresSource(url: string): Promise<OpenedSource> {
  const connection = connect(url, { most: 1, readonly: true });
  const close = () => connection.close();
  try {
    if (!(await isCurrent(connection))) {
      const detail = `The database ${connection.place} is of an older release, or empty; migrate it first.`;
      throw new StoreError('older-schema', detail);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    read: (work) =>
      connection.transact('read', async (session) => {
        await session.script(PATIENCE);
        return work(readFrom(session));
      }),
    close,
  };
}

/** Migrated when it must be. */
export async function openPostgresTarget(url: string): Promise<OpenedTarget> {
  const connection = connect(url, { most: 2 });
  const close = () => connection.close();
  try {
    await migrate(connection);
  } catch (error) {
    await close();
    throw error;
  }
  const patient: Session = {
    all: (statement, values) => connection.transact('read', (session) => session.all(statement, values)),
  };
  return {
    target: {
      ...readFrom(patient),
      write: (step, before, after) =>
        connection.transact('write', (session) => takeCopyStep(session, step, before, after)),
    },
    close,
  };
}
