import Database from 'better-sqlite3';
import t from 'tap';
import { StoreError } from '../../src/store/errors.js';
import { toStoreError } from '../../src/store/sqlite/failures.js';

for (const [code, wanted] of [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_WRITE', 'full'],
  ['SQLITE_READONLY_DIRECTORY', 'readonly'],
  ['SQLITE_CORRUPT_VTAB', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_CANTOPEN', 'cannot-open'],
  ['SQLITE_IOERR_READ', 'unavailable'],
] as const) {
  t.test(`${code} is told as ${wanted}, in one sentence that names the file`, async (t) => {
    const error = toStoreError(new Database.SqliteError('as SQLite says it', code), 'content.db');
    t.type(error, StoreError);
    t.match(error, { code: wanted, message: /^The database content\.db [^\n]+\.$/ });
  });
}

t.test('a fault of the program is no failure of the engine: it is passed on as it is', async (t) => {
  const fault = new Database.SqliteError('no such column', 'SQLITE_ERROR');
  t.equal(toStoreError(fault, 'content.db'), fault);
});
