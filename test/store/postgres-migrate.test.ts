import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { StoreError } from '../../src/store/errors.js';
import { connect } from '../../src/store/postgres/connection.js';
import { isCurrent, migrate } from '../../src/store/postgres/migrate.js';
import { ask, openServer, skipWithoutPostgres } from '../support/postgres.js';

const skip = skipWithoutPostgres;

function open(t: Test, url: string) {
  const connection = connect(url, { most: 2 });
  t.teardown(() => connection.close());
  return connection;
}

async function refusal(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof StoreError) return error;
  throw new Error('it was not refused', { cause: error });
}

t.test('ten nodes that start at once make one schema', { skip }, async (t) => {
  const url = await (await openServer()).createDatabase(t);
  const nodes = Array.from({ length: 10 }, () => open(t, url));
  await Promise.all(nodes.map(migrate));
  const applied = await ask<{ name: string }>(url, 'SELECT name FROM migration ORDER BY name');
  t.same(
    applied.map(({ name }) => name),
    readdirSync(new URL('../../migrations/postgres', import.meta.url)).sort(),
  );
  t.same(await ask(url, 'SELECT count(*)::int AS secrets FROM setting'), [{ secrets: 1 }]);
  for (const node of nodes) t.equal(await isCurrent(node), true);
});

t.test('the tables of another application are left alone', { skip }, async (t) => {
  const url = await (await openServer()).createDatabase(t);
  await ask(url, 'CREATE TABLE migration (id int)');
  t.match(await refusal(migrate(open(t, url))), {
    code: 'cannot-open',
    message: /^The database 127\.0\.0\.1:\d+\/second_opinion_\w+ belongs to another application\.$/,
  });
});

t.test('a database of a newer release, or of another text of a migration, is refused', { skip }, async (t) => {
  const url = await (await openServer()).createDatabase(t);
  const connection = open(t, url);
  t.equal(await isCurrent(connection), false);
  await migrate(connection);
  await ask(url, "INSERT INTO migration VALUES ('9999_future.sql', 'x', 0)");
  t.match(await refusal(isCurrent(connection)), { code: 'newer-schema', message: /made by a newer release/ });
  await ask(url, "DELETE FROM migration WHERE name LIKE '9999%'");
  await ask(url, "UPDATE migration SET checksum = 'x' WHERE name LIKE '0002%'");
  t.match(await refusal(migrate(connection)), { message: /another text of the migration 0002/ });
});

t.test('who cannot get in is told why, in one sentence without the password', { skip }, async (t) => {
  const server = await openServer();
  const wrong = (change: (url: URL) => void) => {
    const url = new URL(server.url());
    change(url);
    return refusal(isCurrent(open(t, url.href)));
  };
  // A server elsewhere may let in whoever comes.
  if (new URL(server.url()).password !== '')
    t.match(await wrong((url) => (url.password = 'guessed')), {
      code: 'cannot-open',
      message: /check the name and the/,
    });
  t.match(await wrong((url) => (url.pathname = '/nowhere')), { code: 'cannot-open', message: /does not exist/ });
  t.match(await wrong((url) => (url.port = '1')), {
    code: 'unavailable',
    message: /127\.0\.0\.1:1\/postgres cannot be reached/,
  });
});
