import type { Database } from 'better-sqlite3';
import { toStoreError } from './failures.js';

/** Runs synchronous work as one transaction; a throw undoes it. */
export type Transact = <T>(work: () => T) => Promise<T>;

export interface Transactions {
  /** Sees one state of the database throughout. */
  readonly read: Transact;
  /** Holds the write lock from the start. */
  readonly write: Transact;
  /** The same, but fails at once when somebody else has the lock: waiting would stop this process. */
  readonly writeAtOnce: Transact;
}

const BUSY_MILLISECONDS = 5000;

/** Runs one statement that does not wait for a lock. */
export function withoutWaiting<T>(db: Database, run: () => T): T {
  db.pragma('busy_timeout = 0');
  try {
    return run();
  } finally {
    db.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`);
  }
}

export function buildTransactions(db: Database, path: string): Transactions {
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const transact =
    (begin: () => unknown): Transact =>
    async (work) => {
      try {
        begin();
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        if (db.open && db.inTransaction) rollback.run();
        throw toStoreError(error, path);
      }
    };
  const begin = db.prepare('BEGIN');
  const beginWrite = db.prepare('BEGIN IMMEDIATE');
  return {
    read: transact(() => begin.run()),
    write: transact(() => beginWrite.run()),
    writeAtOnce: transact(() => withoutWaiting(db, () => beginWrite.run())),
  };
}
