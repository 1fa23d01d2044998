import type { ReplicaState } from '../replica-state.js';
import type { Item, ItemKey, Moment, ReplicaStore, StagedChange, Wanted } from '../replica-store.js';

type Value = string | number;

/**
 * An open SQLite database with the JSON functions, which all builds since 3.38 have, for this store alone: what else is run
 * on the same handle would fall into its transactions. Every way to SQLite fits in two lines; with expo-sqlite
 * `{ run: (sql, values) => db.runAsync(sql, [...values]), all: (sql, values) => db.getAllAsync(sql, [...values]) }`.
 */
export interface SqliteHandle {
  /** Runs one statement that gives no rows. */
  run(sql: string, values: readonly Value[]): unknown;
  /** Runs one statement and gives its rows. */
  all(sql: string, values: readonly Value[]): readonly unknown[] | Promise<readonly unknown[]>;
}

/** A database as better-sqlite3 and `node:sqlite` open it. */
export interface PreparingDatabase {
  prepare(sql: string): { run(...values: Value[]): unknown; all(...values: Value[]): unknown[] };
}

/** The handle of a database that prepares statements. Each is prepared once. */
export function toSqliteHandle(database: PreparingDatabase): SqliteHandle {
  const statements = new Map<string, ReturnType<PreparingDatabase['prepare']>>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, values) => prepare(sql).run(...values),
    all: (sql, values) => prepare(sql).all(...values),
  };
}

const TABLES = [
  'CREATE TABLE IF NOT EXISTS replica_state (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, body TEXT NOT NULL)',
  `CREATE TABLE IF NOT EXISTS replica_live (
     type TEXT NOT NULL, id TEXT NOT NULL, slug TEXT, item TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS replica_live_slug ON replica_live (type, slug) WHERE slug IS NOT NULL',
  // A staged withdrawal has no item.
  `CREATE TABLE IF NOT EXISTS replica_staged (
     type TEXT NOT NULL, id TEXT NOT NULL, slug TEXT, item TEXT, PRIMARY KEY (type, id)) WITHOUT ROWID`,
];

const READ_STATE = 'SELECT body FROM replica_state';
const WRITE_STATE = 'INSERT OR REPLACE INTO replica_state (one, version, body) VALUES (1, ?, ?)';
const READ_ITEMS = `
  SELECT (SELECT live.item FROM replica_live AS live
          WHERE live.type = json_extract(wanted.value, '$.type') AND live.id = json_extract(wanted.value, '$.id')) AS by_id,
         (SELECT live.item FROM replica_live AS live
          WHERE live.type = json_extract(wanted.value, '$.type') AND live.slug = json_extract(wanted.value, '$.slug')) AS by_slug
  FROM json_each(?) AS wanted ORDER BY wanted.key`;
const LIST_ITEMS = 'SELECT item FROM replica_live WHERE (type, id) > (?, ?) ORDER BY type, id LIMIT ?';
const STAGE = `
  INSERT OR REPLACE INTO replica_staged (type, id, slug, item)
  SELECT json_extract(value, '$.type'), json_extract(value, '$.id'), json_extract(value, '$.slug'), json_extract(value, '$.item')
  FROM json_each(?)`;
const EMPTY_STAGED = 'DELETE FROM replica_staged';
const EMPTY_LIVE = 'DELETE FROM replica_live';
const APPLY_DELETES =
  'DELETE FROM replica_live WHERE (type, id) IN (SELECT type, id FROM replica_staged WHERE item IS NULL)';
const APPLY_UPSERTS =
  'INSERT OR REPLACE INTO replica_live SELECT type, id, slug, item FROM replica_staged WHERE item IS NOT NULL';

/** Keeps a copy in three tables of an SQLite database. */
export class SqliteStore implements ReplicaStore {
  readonly #handle: SqliteHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(handle: SqliteHandle) {
    this.#handle = handle;
  }

  /** Makes the tables where they are not there. Closing the database is the caller's. */
  static async open(handle: SqliteHandle): Promise<SqliteStore> {
    for (const table of TABLES) await handle.run(table, []);
    return new SqliteStore(handle);
  }

  read(wanted: readonly Wanted[]): Promise<Moment<readonly (Item | undefined)[]>> {
    return this.#transaction('BEGIN', async () => {
      const state = await this.#readState();
      const rows = wanted.length === 0 ? [] : await this.#handle.all(READ_ITEMS, [JSON.stringify(wanted)]);
      return { state, items: rows.map((row) => parseItem(member(row, 'by_id') ?? member(row, 'by_slug'))) };
    });
  }

  list(after: ItemKey | undefined, limit: number): Promise<Moment<readonly Item[]>> {
    return this.#transaction('BEGIN', async () => {
      const state = await this.#readState();
      const rows = await this.#handle.all(LIST_ITEMS, [after?.type ?? '', after?.id ?? '', limit]);
      return { state, items: rows.flatMap((row) => parseItem(member(row, 'item')) ?? []) };
    });
  }

  save(state: ReplicaState): Promise<boolean> {
    return this.#write(state, async () => undefined);
  }

  stage(state: ReplicaState, changes: readonly StagedChange[], fresh: boolean): Promise<boolean> {
    return this.#write(state, async () => {
      if (fresh) await this.#handle.run(EMPTY_STAGED, []);
      if (changes.length > 0) await this.#handle.run(STAGE, [JSON.stringify(changes.map(toRow))]);
    });
  }

  apply(state: ReplicaState, mode: 'merge' | 'replace'): Promise<boolean> {
    return this.#write(state, async () => {
      await this.#handle.run(mode === 'replace' ? EMPTY_LIVE : APPLY_DELETES, []);
      await this.#handle.run(APPLY_UPSERTS, []);
      await this.#handle.run(EMPTY_STAGED, []);
    });
  }

  #write(state: ReplicaState, change: () => Promise<void>): Promise<boolean> {
    return this.#transaction('BEGIN IMMEDIATE', async () => {
      if (((await this.#readState())?.version ?? 0) !== state.version - 1) return false;
      await change();
      await this.#handle.run(WRITE_STATE, [state.version, JSON.stringify(state)]);
      return true;
    });
  }

  async #readState(): Promise<ReplicaState | undefined> {
    const [row] = await this.#handle.all(READ_STATE, []);
    const body = member(row, 'body');
    return body === undefined ? undefined : JSON.parse(body);
  }

  /** One after the other: a handle has one transaction at a time. */
  #transaction<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', steps: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      await this.#handle.run(begin, []);
      try {
        const value = await steps();
        await this.#handle.run('COMMIT', []);
        return value;
      } catch (error) {
        await this.#rollBack();
        throw error;
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** SQLite rolls back by itself after some failures, such as a full disk, and refuses to do so twice. */
  async #rollBack(): Promise<void> {
    try {
      await this.#handle.run('ROLLBACK', []);
    } catch {}
  }
}

function toRow(change: StagedChange) {
  if (change.op === 'delete') return { type: change.type, id: change.id, slug: null, item: null };
  const { type, id, slug } = change.item;
  return { type, id, slug, item: JSON.stringify(change.item) };
}

function member(row: unknown, name: string): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const value: unknown = Reflect.get(row, name);
  return typeof value === 'string' ? value : undefined;
}

/** This store alone wrote it. */
function parseItem(json: string | undefined): Item | undefined {
  return json === undefined ? undefined : JSON.parse(json);
}
