import { chmodSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { failed, openFolder, succeeded, toEnd } from './command.js';
import { contentSet } from './content-set.js';

const setsOf = (count: number) => ({
  'old.ndjson': contentSet(count, 'Rest.'),
  'new.ndjson': contentSet(count, 'Walk.'),
});
const published = new Map<number, Promise<Buffer>>();

/** A database that holds so many questions at revision 1, published once and copied for each test. */
function publishOnce(count: number): Promise<Buffer> {
  const made = published.get(count) ?? publish(count);
  published.set(count, made);
  return made;
}

async function publish(count: number): Promise<Buffer> {
  const { run, database } = openFolder(t, setsOf(count));
  succeeded(t, await run(['publish', 'old.ndjson']));
  t.notOk(existsSync(`${database}-wal`), 'all of it is in the one file');
  return readFileSync(database);
}

/** A folder with a database that holds some questions at revision 1. */
async function openPublished(t: Test, count = 3) {
  const bytes = await publishOnce(count);
  const place = openFolder(t, setsOf(count));
  writeFileSync(place.database, bytes);
  return place;
}

const commands = [
  ['serve'],
  ['migrate'],
  ['publish', 'new.ndjson'],
  ['withdraw', 'answer/question-1.ada', '--reason', 'safety'],
  ['export'],
  ['revisions'],
  ['diff', '0', '1'],
  ['verify'],
];

for (const args of commands) {
  const command = args[0];

  t.test(`${command} refuses a database of a newer release`, async (t) => {
    const { run, database } = await openPublished(t);
    const db = new Database(database);
    db.prepare("INSERT INTO migration (name, checksum, applied_at) VALUES ('9999_future.sql', 'x', 0)").run();
    db.close();
    failed(t, await run(args, { PORT: '0' }), 4, /newer release/);
  });

  t.test(`${command} refuses a file that is no database`, async (t) => {
    const { run, database } = openFolder(t, { 'new.ndjson': contentSet(1, 'Rest.') });
    writeFileSync(database, 'This is a shopping list. '.repeat(500));
    failed(t, await run(args, { PORT: '0' }), 4, /not an SQLite database|damaged/);
    t.match(readFileSync(database, 'utf8'), /^This is a shopping list/, 'and leaves it as it was');
  });

  t.test(`${command} refuses the database of another application`, async (t) => {
    const { run, database } = openFolder(t, { 'new.ndjson': contentSet(1, 'Rest.') });
    const db = new Database(database);
    db.exec('CREATE TABLE recipe (name TEXT)');
    db.close();
    failed(t, await run(args, { PORT: '0' }), 4, /another application/);
  });
}

for (const args of commands.filter(([command]) => !['serve', 'migrate', 'publish'].includes(command ?? ''))) {
  t.test(`${args[0]} says when there is no database, and makes none`, async (t) => {
    const { run, database } = openFolder(t);
    failed(t, await run(args), 4, /There is no database/);
    t.notOk(existsSync(database));
  });
}

t.test('a dry run works without a database, and makes none', async (t) => {
  const { run, database } = openFolder(t, { 'new.ndjson': contentSet(1, 'Rest.') });
  const ended = await run(['publish', 'new.ndjson', '--dry-run']);
  succeeded(t, ended);
  t.match(ended.stdout, /5 added/);
  t.notOk(existsSync(database));
});

t.test('a damaged database is refused or found unsound, never served as it is', async (t) => {
  const { run, database } = await openPublished(t, 200);
  const bytes = readFileSync(database);
  const page = 4096;
  bytes.fill(0xa5, 5 * page, Math.floor(bytes.length / page / 2) * page);
  writeFileSync(database, bytes);
  const ended = await run(['verify']);
  t.ok(ended.code === 4 || ended.code === 7, `code ${ended.code}`);
  t.notMatch(ended.stderr, /^\s+at .*:\d+/m, 'no stack');
  t.notMatch(ended.stdout, /sound\.$/m);
});

t.test('a database cut short is refused', async (t) => {
  const { run, database } = await openPublished(t, 200);
  truncateSync(database, 20_000);
  const ended = await run(['verify']);
  t.ok(ended.code === 4 || ended.code === 7, `code ${ended.code}`);
  t.notMatch(ended.stderr, /^\s+at .*:\d+/m, 'no stack');
});

t.test('a path that leads through a file cannot hold a database', async (t) => {
  const { run, folder } = openFolder(t, { file: 'x' });
  failed(
    t,
    await run(['migrate'], { DATABASE_URL: `sqlite:${join(folder, 'file', 'content.db')}` }),
    4,
    /cannot be created/,
  );
});

const nowhere = { skip: !existsSync('/proc/self') && 'no /proc' };

t.test('where nothing can be made, it is said at once: no command hangs', nowhere, async (t) => {
  const { run } = await openPublished(t);
  failed(t, await run(['migrate'], { DATABASE_URL: 'sqlite:/proc/x/y/content.db' }), 4, /cannot be created \(ENOENT\)/);
  failed(t, await run(['export', '/proc/x/y']), 2, /\/proc\/x: There is no such file or folder/);
});

t.test('a folder of snapshots that cannot be made or written to is refused by name', nowhere, async (t) => {
  const { run, folder } = await openPublished(t);
  for (const place of ['/proc/x', '/proc', join(folder, 'old.ndjson'), join(folder, 'old.ndjson', 'x')]) {
    for (const args of [['serve'], ['snapshot']]) {
      const ended = await run(args, { SNAPSHOT_DIR: place, PORT: '0', LOG_LEVEL: 'silent' });
      failed(
        t,
        ended,
        2,
        /SNAPSHOT_DIR must be a folder that can be made and written to, which .* is not \(E[A-Z]+\)\./,
      );
    }
  }
});

t.test('a full disk leaves the database as it was', async (t) => {
  const { shell, run, database } = await openPublished(t, 50);
  writeFileSync(join(dirname(database), 'big.ndjson'), contentSet(2000, 'Walk. '.repeat(50)));
  // The largest file that a process may write, in blocks of 512 bytes: to the engine this is a disk that is full.
  const blocks = Math.ceil(statSync(database).size / 512) + 64;
  const ended = await shell(`ulimit -f ${blocks}; exec "$@"`, ['publish', 'big.ndjson']);
  failed(t, ended, 5, /full/);
  const { revisions } = JSON.parse((await run(['revisions', '--json'])).stdout);
  t.equal(revisions.length, 1);
  succeeded(t, await run(['verify']));
  succeeded(t, await run(['publish', 'big.ndjson']));
});

t.test('an export to a full disk is no success', { skip: !existsSync('/dev/full') && 'no /dev/full' }, async (t) => {
  const { start } = await openPublished(t, 50);
  const full = openSync('/dev/full', 'w');
  failed(t, await toEnd(t, start(['export'], { stdio: ['ignore', full, 'pipe'] })), 5, /full/);
});

t.test('a reader that has seen enough is no fault', async (t) => {
  const { shell } = await openPublished(t, 2000);
  const ended = await shell('{ "$@"; echo "ended with $?" >&2; } | head -n 1', ['export']);
  t.equal(ended.stdout.split('\n').length, 2);
  t.equal(ended.stderr, 'ended with 0\n');
});

t.test('a database that another process is writing to is busy', async (t) => {
  const { run, database } = await openPublished(t);
  const db = new Database(database);
  t.teardown(() => db.close());
  db.exec('BEGIN IMMEDIATE');
  failed(t, await run(['publish', 'new.ndjson']), 8, /in use by another process/);
  db.exec('ROLLBACK');
  succeeded(t, await run(['publish', 'new.ndjson']));
});

/** Someone to whom a folder that is closed to writing is closed: root writes where it likes. */
const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};

t.test('a folder that is read-only is named as the reason', async (t) => {
  const { folder, database, start } = await openPublished(t);
  const able = await toEnd(t, start(['--version'], nobody));
  if (able.code !== 0) {
    t.pass('as an ordinary user', { skip: 'an unprivileged user cannot read this checkout' });
    return;
  }
  chmodSync(database, 0o444);
  for (const file of [`${database}-wal`, `${database}-shm`]) if (existsSync(file)) chmodSync(file, 0o444);
  chmodSync(folder, 0o555);
  failed(t, await toEnd(t, start(['publish', 'new.ndjson'], nobody)), 5, /read-only|may not be written/);
  const elsewhere = { PATH: process.env.PATH, DATABASE_URL: `sqlite:${join(folder, 'none', 'content.db')}` };
  failed(t, await toEnd(t, start(['migrate'], { ...nobody, env: elsewhere })), 5, /may not be written/);
  chmodSync(folder, 0o755);
});
