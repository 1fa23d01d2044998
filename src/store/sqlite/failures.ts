import { SqliteError } from 'better-sqlite3';
import { StoreError } from '../errors.js';

type Kind = [StoreError['code'], string];

/** By the beginning of SQLite's result code; the first that fits. */
const kinds: readonly [RegExp, Kind][] = [
  [/^SQLITE_(BUSY|LOCKED)/, ['busy', 'is in use by another process; try again when that has ended']],
  [
    /^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE|IOERR_TRUNCATE)/,
    ['full', 'could not grow: the disk or its quota is full'],
  ],
  [/^SQLITE_(READONLY|PERM|AUTH)/, ['readonly', 'cannot be written to: the file or its folder is read-only']],
  [/^SQLITE_NOTADB/, ['corrupt', 'is not an SQLite database, or its first page is damaged']],
  [/^SQLITE_CORRUPT/, ['corrupt', 'is damaged; restore it from a backup']],
  [/^SQLITE_CANTOPEN/, ['cannot-open', 'cannot be opened: check that the folder exists and may be used']],
  [/^SQLITE_IOERR/, ['unavailable', 'could not be read or written: the disk reports an error']],
];

const systemKinds: Record<string, Kind> = {
  EACCES: ['readonly', 'cannot be created: its folder may not be written to'],
  EPERM: ['readonly', 'cannot be created: its folder may not be written to'],
  EROFS: ['readonly', 'cannot be created: its folder is on a read-only disk'],
  ENOSPC: ['full', 'cannot be created: the disk is full'],
  EDQUOT: ['full', 'cannot be created: the quota of the disk is used up'],
};

function toKind(error: unknown): Kind | undefined {
  if (error instanceof SqliteError) return kinds.find(([code]) => code.test(error.code))?.[1];
  if (error instanceof TypeError && error.message === 'The database connection is not open') {
    return ['unavailable', 'was closed'];
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return systemKinds[String(error.code)] ?? ['cannot-open', `cannot be created (${String(error.code)})`];
  }
  return undefined;
}

/** What went wrong with the database at `path`, as a `StoreError`; anything that is not the engine's failure as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  const kind = toKind(error);
  return kind === undefined ? error : new StoreError(kind[0], `The database ${path} ${kind[1]}.`, { cause: error });
}
