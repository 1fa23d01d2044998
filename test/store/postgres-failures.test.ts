import pg from 'pg';
import t from 'tap';
import { StoreError } from '../../src/store/errors.js';
import { toStoreError } from '../../src/store/postgres/failures.js';

const told = (code: string) => Object.assign(new pg.DatabaseError('as PostgreSQL says it', 0, 'error'), { code });

for (const [code, wanted] of [
  ['55P03', 'busy'],
  ['40P01', 'busy'],
  ['53100', 'full'],
  ['25006', 'readonly'],
  ['42501', 'readonly'],
  ['XX001', 'corrupt'],
  ['42P01', 'older-schema'],
  ['3D000', 'cannot-open'],
  ['28P01', 'cannot-open'],
  ['53300', 'unavailable'],
  ['57014', 'unavailable'],
  ['57P01', 'unavailable'],
] as const) {
  t.test(`${code} is told as ${wanted}, in one sentence that names the database`, async (t) => {
    const error = toStoreError(told(code), 'db:5432/content');
    t.type(error, StoreError);
    t.match(error, { code: wanted, message: /^The database db:5432\/content [^\n]+\.$/ });
  });
}

for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']) {
  t.test(`${code} on the way to the server is told as unavailable`, async (t) => {
    t.match(toStoreError(Object.assign(new Error(code), { code }), 'db/content'), { code: 'unavailable' });
  });
}

t.test('a fault of the program is no failure of the engine: it is passed on as it is', async (t) => {
  const fault = told('42601');
  t.equal(toStoreError(fault, 'db/content'), fault);
});
