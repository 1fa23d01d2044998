import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { root } from '../../package.js';
import { StoreError } from '../errors.js';

/** Marks the file as ours: `SOPN` (PRAGMA application_id). */
export const APPLICATION_ID = 0x534f504e;

const folder = new URL('migrations/sqlite/', root);

const MIGRATION_TABLE = `
  CREATE TABLE migration (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`;
const RECORD = 'INSERT INTO migration (name, checksum, applied_at) VALUES (?, ?, ?)';
/** What cursors are authenticated with: made once, kept. */
const SECRET = `INSERT OR IGNORE INTO setting (name, value) VALUES ('cursor_secret', ?)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

function readMigrations(): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Refuses a file that another application made; gives whether the database is still empty. */
function isEmpty(db: Database, path: string): boolean {
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return false;
  if (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return true;
  throw new StoreError('cannot-open', `The database ${path} belongs to another application.`);
}

/** The migrations that are not yet applied. Throws when those that are do not fit this release. */
function listPending(db: Database, path: string, migrations: readonly Migration[]): readonly Migration[] {
  if (isEmpty(db, path)) return migrations;
  const applied = db
    .prepare<[], { name: string; checksum: string }>('SELECT name, checksum FROM migration ORDER BY name')
    .all();
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = migrations[index];
    if (migration?.name !== name) {
      throw new StoreError('newer-schema', `The database ${path} was made by a newer release (${name}); use that one.`);
    }
    if (migration.checksum !== checksum) {
      throw new StoreError('cannot-open', `The database ${path} was made with another text of the migration ${name}.`);
    }
  }
  return migrations.slice(applied.length);
}

/** Throws `StoreError` unless the database is empty or ours, of this release or an older one; gives whether it is current. */
export function isCurrent(db: Database, path: string): boolean {
  return listPending(db, path, readMigrations()).length === 0;
}

/** Applies what is pending, each migration in a transaction of its own. Several processes may do so at once. */
export function migrate(db: Database, path: string): void {
  const migrations = readMigrations();
  const applyNext = db.transaction((): boolean => {
    const [next] = listPending(db, path, migrations);
    if (next === undefined) return false;
    if (isEmpty(db, path)) {
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.exec(MIGRATION_TABLE);
    }
    db.exec(next.sql);
    db.prepare(RECORD).run(next.name, next.checksum, Date.now());
    return true;
  });
  while (applyNext.immediate());
  db.prepare(SECRET).run(randomBytes(32).toString('base64url'));
}
