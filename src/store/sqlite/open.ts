import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database, { SqliteError } from 'better-sqlite3';
import { makeFolder } from '../../folder.js';
import { PROGRESS } from '../copy.js';
import { StoreError, unfinishedCopy } from '../errors.js';
import type { OpenOptions, Store } from '../store.js';
import { answerReads } from './answers.js';
import { authorReads } from './authors.js';
import { disclaimerReads } from './disclaimers.js';
import { exerciseReads } from './exercises.js';
import { toStoreError } from './failures.js';
import { watchFile } from './file.js';
import { watchHead } from './head.js';
import { markReads } from './marks.js';
import { isCurrent, migrate } from './migrate.js';
import { nameReads } from './names.js';
import { preparePartReads } from './parts.js';
import { publishing } from './publish.js';
import { questionReads } from './questions.js';
import { recallReads } from './recalls.js';
import { resourceReads } from './resources.js';
import { retention } from './retention.js';
import { revisionReads } from './revisions.js';
import { searchReads } from './search.js';
import { topicReads } from './topics.js';
import { buildTransactions } from './transaction.js';
import { verification } from './verification.js';
import { windowReads } from './window.js';

/** Sets the connection up. A file that is not ours, or of a newer release, is left as it is. */
function prepare(db: Database.Database, path: string, options: OpenOptions): void {
  const { migrate: mayMigrate, readonly = false, cacheBytes } = options;
  db.pragma('trusted_schema = OFF');
  // Negative: in KiB, not in pages.
  if (cacheBytes !== undefined) db.pragma(`cache_size = -${Math.ceil(cacheBytes / 1024)}`);
  const current = isCurrent(db, path);
  if (!current && (readonly || !mayMigrate)) {
    throw new StoreError('older-schema', `The database ${path} is of an older release, or empty; migrate it first.`);
  }
  if (readonly) return;
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // What is erased leaves no bytes in free pages.
  db.pragma('secure_delete = ON');
  if (!current) migrate(db, path);
}

export function connect(path: string, options: OpenOptions): Database.Database {
  const { readonly = false, trace } = options;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new StoreError('cannot-open', `The database ${path} is a folder: name a file in it.`);
  if (options.migrate && !readonly) makeFolder(dirname(path));
  else if (!existsSync(path))
    throw new StoreError('cannot-open', `There is no database at ${path}; migrate creates it.`);
  const verbose = trace === undefined ? {} : { verbose: (statement?: unknown) => trace(String(statement)) };
  const db = new Database(path, { readonly, fileMustExist: !options.migrate, timeout: 5000, ...verbose });
  try {
    prepare(db, path, options);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The same for whoever reads or publishes: a copy that is not finished is refused. */
export function connectWhole(path: string, options: OpenOptions): Database.Database {
  const db = connect(path, options);
  if (db.prepare('SELECT 1 FROM setting WHERE name = ?').get(PROGRESS) === undefined) return db;
  db.close();
  throw unfinishedCopy(path);
}

/** SQLite says only that it cannot open a file; whether the folder is the reason, the folder tells. */
export function toOpenError(error: unknown, path: string): unknown {
  if (error instanceof SqliteError && error.code.startsWith('SQLITE_CANTOPEN')) {
    try {
      accessSync(dirname(path), constants.W_OK);
    } catch (denied) {
      return toStoreError(denied, path);
    }
  }
  return toStoreError(error, path);
}

export function openSqlite(path: string, options: OpenOptions): Store {
  try {
    const db = connectWhole(path, options);
    return buildStore(db, path, options.readonly ?? false);
  } catch (error) {
    throw toOpenError(error, path);
  }
}

function buildStore(db: Database.Database, path: string, readonly: boolean): Store {
  const transactions = buildTransactions(db, path);
  const head = watchHead(db, transactions.read);
  const { read } = head;
  const parts = preparePartReads(db, head.latest);
  const keeping = retention(db, transactions, head.advance);
  const ping = db.prepare('SELECT revision FROM head');
  const isReplaced = watchFile(path);
  const secret = db.prepare<[], string>("SELECT value FROM setting WHERE name = 'cursor_secret'").pluck().get();
  if (secret === undefined)
    throw new StoreError('older-schema', `The database ${path} has no secret; migrate it first.`);
  return {
    latest: head.latest,
    horizon: head.horizon,
    refresh: head.refresh,
    ...revisionReads(db, read),
    ...questionReads(db, read, parts),
    ...answerReads(db, read, parts),
    ...authorReads(db, read, parts),
    ...topicReads(db, read, parts),
    ...exerciseReads(db, read, parts),
    ...disclaimerReads(db, read),
    ...resourceReads(db, read, parts),
    ...nameReads(db, read),
    ...searchReads(db, read, parts),
    ...windowReads(db, read),
    ...recallReads(db, read),
    ...publishing(db, transactions, head.advance, keeping.scrub),
    ...markReads(db, read),
    ...keeping,
    ...verification(db, read, readonly ? undefined : transactions.write),
    secret: () => secret,
    listTroubles: () => [],
    ping: () =>
      read(() => {
        ping.get();
        if (!isReplaced()) return 'all';
        const what = `The database ${path} was replaced or removed while it was open`;
        throw new StoreError('replaced', `${what}: what is served is of the former file. Restart this process.`);
      }),
    close: async () => {
      head.stop();
      db.close();
    },
  };
}
