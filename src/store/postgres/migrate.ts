import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../../package.js';
import { StoreError } from '../errors.js';
import type { Connection, Session } from './connection.js';
import { toStatement } from './statement.js';

const folder = new URL('migrations/postgres/', root);

/** Marks the tables as ours. */
const MARK = 'second-opinion';
/** A migration may take its time, and so may those who wait for it. */
const PATIENT = toStatement('migrate_patient', 'SET LOCAL lock_timeout = 0');
/** Whoever migrates holds it until the end of the transaction: `SOPN`. */
const LOCK = toStatement('migrate_lock', 'SELECT pg_advisory_xact_lock(1397706830)');
const STATE = toStatement(
  'migrate_state',
  `SELECT coalesce(obj_description(to_regclass(quote_ident(current_schema()) || '.migration'), 'pg_class') = '${MARK}', false) AS is_ours,
     (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')) AS relations`,
);
const APPLIED = toStatement('migrate_applied', 'SELECT name, checksum FROM migration ORDER BY name');
const MIGRATION_TABLE = toStatement(
  'migrate_table',
  'CREATE TABLE migration (name text COLLATE "C" PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)',
);
const MARK_TABLE = toStatement('migrate_mark', `COMMENT ON TABLE migration IS '${MARK}'`);
const RECORD = toStatement(
  'migrate_record',
  'INSERT INTO migration (name, checksum, applied_at) VALUES (:name, :checksum, :appliedAt)',
);
/** What cursors are authenticated with: made once, kept. */
const SECRET = toStatement(
  'migrate_secret',
  "INSERT INTO setting (name, value) VALUES ('cursor_secret', :secret) ON CONFLICT DO NOTHING",
);

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

/** Refuses a schema that another application made; gives whether it is still empty. */
async function isEmpty(session: Session, place: string): Promise<boolean> {
  const [state] = await session.all<{ is_ours: boolean; relations: number }>(STATE);
  if (state?.is_ours) return false;
  if (state?.relations === 0) return true;
  throw new StoreError('cannot-open', `The database ${place} belongs to another application.`);
}

/** The migrations that are not yet applied. Throws when those that are do not fit this release. */
async function listPending(session: Session, place: string): Promise<readonly Migration[]> {
  const migrations = readMigrations();
  if (await isEmpty(session, place)) return migrations;
  const applied = await session.all<{ name: string; checksum: string }>(APPLIED);
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = migrations[index];
    if (migration?.name !== name) {
      throw new StoreError(
        'newer-schema',
        `The database ${place} was made by a newer release (${name}); use that one.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new StoreError('cannot-open', `The database ${place} was made with another text of the migration ${name}.`);
    }
  }
  return migrations.slice(applied.length);
}

/** Throws `StoreError` unless the schema is empty or ours, of this release or an older one; gives whether it is current. */
export async function isCurrent(connection: Connection): Promise<boolean> {
  return (await listPending(connection, connection.place)).length === 0;
}

/** Applies what is pending, each migration in a transaction of its own. Any number of processes may do so at once. */
export async function migrate(connection: Connection): Promise<void> {
  const { place } = connection;
  const applyNext = () =>
    connection.transact('write', async (session): Promise<boolean> => {
      await session.all(PATIENT);
      await session.all(LOCK);
      const [next] = await listPending(session, place);
      if (next === undefined) return false;
      if (await isEmpty(session, place)) {
        await session.all(MIGRATION_TABLE);
        await session.all(MARK_TABLE);
      }
      await session.script(next.sql);
      await session.all(RECORD, { name: next.name, checksum: next.checksum, appliedAt: Date.now() });
      return true;
    });
  while (await applyNext());
  await connection.all(SECRET, { secret: randomBytes(32).toString('base64url') });
}
