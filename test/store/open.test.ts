import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { decide } from '../../src/content/plan.js';
import { StoreError } from '../../src/store/errors.js';
import { openStore } from '../../src/store/open.js';
import { disclaimer, draftOf, topic } from './draft.js';
import { compilePublisher } from './programs.js';

async function refusal(url: string, migrate = true): Promise<StoreError> {
  try {
    await (await openStore(url, { migrate })).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error(`${url} was opened`);
}

async function make(path: string): Promise<void> {
  const store = await openStore(`sqlite:${path}`, { migrate: true });
  const draft = draftOf([disclaimer('d')]);
  await store.publish(draft, decide(draft), { dryRun: false });
  await store.close();
}

t.test('the folder of the database is made', async (t) => {
  const path = join(t.testdir(), 'a', 'b', 'content.db');
  await make(path);
  t.ok(existsSync(path));
});

t.test('what was published is there after the store is opened again, and so is the secret', async (t) => {
  const path = join(t.testdir(), 'content.db');
  await make(path);
  const [one, other] = [
    await openStore(`sqlite:${path}`, { migrate: false }),
    await openStore(`sqlite:${path}`, { migrate: false, readonly: true }),
  ];
  t.equal(one.latest().revision, 1);
  t.same(other.latest(), one.latest());
  t.equal(other.secret(), one.secret());
  const draft = draftOf([topic('t')]);
  await t.rejects(other.publish(draft, decide(draft), { dryRun: false }), { name: 'StoreError', code: 'readonly' });
  t.same(await other.checkIntegrity(), []);
  await one.close();
  await other.close();
  await t.rejects(one.ping(), { name: 'StoreError', code: 'unavailable' });
});

for (const [why, url, message] of [
  ['a URL without a scheme', 'content.db', /must begin with `sqlite:`/],
  ['an unknown scheme', 'mysql://localhost/x', /`mysql:` is not supported/],
  ['no path', 'sqlite:', /must name a file/],
  ['a database in memory, that no other process could see', 'sqlite::memory:', /must name a file/],
  ['a host in the URL', 'sqlite://content.db', /must name a file/],
] as const) {
  t.test(`${why} is refused`, async (t) => {
    const error = await refusal(url);
    t.equal(error.code, 'cannot-open');
    t.match(error.message, message);
  });
}

t.test('a database that is not there is not made unless asked', async (t) => {
  const path = join(t.testdir(), 'content.db');
  t.match(await refusal(`sqlite:${path}`, false), { code: 'cannot-open', message: /There is no database at/ });
  t.notOk(existsSync(path));
});

t.test('an empty file is not a database until it is migrated', async (t) => {
  const path = join(t.testdir({ 'content.db': '' }), 'content.db');
  t.match(await refusal(`sqlite:${path}`, false), { code: 'older-schema' });
  await make(path);
});

t.test('a file of another application is refused, and not touched', async (t) => {
  const path = join(t.testdir(), 'other.db');
  new Database(path).exec('CREATE TABLE other (x)').close();
  const before = readFileSync(path);
  t.match(await refusal(`sqlite:${path}`), { code: 'cannot-open', message: /belongs to another application/ });
  t.same(readFileSync(path), before);
});

t.test('a file that is no database is refused', async (t) => {
  const path = join(t.testdir({ 'content.db': 'This is not a database. '.repeat(500) }), 'content.db');
  t.match(await refusal(`sqlite:${path}`), { code: 'corrupt', message: /is not an SQLite database/ });
});

t.test('a damaged database is refused or found out', async (t) => {
  const path = join(t.testdir(), 'content.db');
  await make(path);
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096, 5 * 4096);
  writeFileSync(path, bytes);
  t.match(await refusal(`sqlite:${path}`), { code: 'corrupt', message: /is damaged/ });
});

t.test('a database of a newer release is refused', async (t) => {
  const path = join(t.testdir(), 'content.db');
  await make(path);
  new Database(path).exec("INSERT INTO migration VALUES ('9999_future.sql', 'x', 0)").close();
  t.match(await refusal(`sqlite:${path}`), { code: 'newer-schema', message: /made by a newer release/ });
  t.match(await refusal(`sqlite:${path}`, false), { code: 'newer-schema' });
});

t.test('a database of an older release is migrated only when asked', async (t) => {
  const path = join(t.testdir(), 'content.db');
  await make(path);
  new Database(path).exec('DROP TABLE mark').exec("DELETE FROM migration WHERE name LIKE '0007%'").close();
  t.match(await refusal(`sqlite:${path}`, false), { code: 'older-schema' });
  await (await openStore(`sqlite:${path}`, { migrate: true })).close();
});

t.test('a migration whose text was changed since is refused', async (t) => {
  const path = join(t.testdir(), 'content.db');
  await make(path);
  new Database(path).exec("UPDATE migration SET checksum = 'x' WHERE name LIKE '0002%'").close();
  t.match(await refusal(`sqlite:${path}`), { code: 'cannot-open', message: /another text of the migration 0002/ });
});

t.test('a folder that is a file is refused', async (t) => {
  const path = join(t.testdir({ file: '' }), 'file', 'content.db');
  t.match(await refusal(`sqlite:${path}`), { code: 'cannot-open' });
});

t.test('a path that is a folder is refused', async (t) => {
  const path = join(t.testdir(), 'content.db');
  mkdirSync(path);
  t.match(await refusal(`sqlite:${path}`), { code: 'cannot-open', message: /cannot be opened/ });
});

t.test('a read-only folder is refused', { skip: process.getuid?.() === 0 && 'root may write anywhere' }, async (t) => {
  const folder = t.testdir();
  mkdirSync(join(folder, 'shut'), { mode: 0o500 });
  t.match(await refusal(`sqlite:${folder}/shut/content.db`), { code: 'readonly' });
  t.match(await refusal(`sqlite:${folder}/shut/a/content.db`), { code: 'readonly' });
});

t.test('many processes may make the same database at once', async (t) => {
  const script = compilePublisher(t.testdir());
  const path = join(t.testdirName, 'content.db');
  const codes = await Promise.all(
    Array.from(
      { length: 8 },
      () => new Promise((resolve) => fork(script, [path, '1'], { execArgv: [] }).once('exit', resolve)),
    ),
  );
  t.same(codes, Array(8).fill(0));
  const store = await openStore(`sqlite:${path}`, { migrate: false });
  t.same(await store.checkIntegrity(), []);
  t.equal(store.latest().revision, 8);
  await store.close();
});
