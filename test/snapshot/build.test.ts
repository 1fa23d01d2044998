import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { composeArticle } from '../../src/compose/article.js';
import { digestOf } from '../../src/content/canonical.js';
import { SetDigest } from '../../src/content/set-digest.js';
import { resourceTypes } from '../../src/schemas/resource.js';
import type { SnapshotRecord } from '../../src/schemas/snapshot.js';
import { buildSnapshot, type SnapshotStore } from '../../src/snapshot/build.js';
import { findCurrent } from '../../src/snapshot/current.js';
import { openShelf, type Shelf } from '../../src/snapshot/shelf.js';
import type { Store } from '../../src/store/store.js';
import { author, topic } from '../store/draft.js';
import { articles, openDatabase, openIn, publish, readLines, withdrawal, withdrawals } from './content.js';

function openBoth(t: Test, folder: string, shelf = 'snapshots'): Promise<{ store: Store; shelf: Shelf }> {
  return openIn(t, folder).then((store) => ({ store, shelf: openShelf(join(folder, shelf)) }));
}

function pathOf(shelf: Shelf, { revision, files }: SnapshotRecord, format: string): string {
  return join(shelf.folder, String(revision), files.find((file) => file.format === format)?.name ?? '');
}

t.test('a snapshot holds what is live at its revision: every body, its digest, and the sum of all', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(4));
  await publish(store, [], withdrawals('q3'));
  const latest = await publish(store, [topic('t', { name: 'Another name' })]);
  const { record, unchanged } = await buildSnapshot(store, shelf);
  t.notOk(unchanged);
  t.match(record, { revision: 3, publishedAt: latest.publishedAt, count: latest.count, setDigest: latest.setDigest });

  const [header, ...lines] = readLines(readFileSync(pathOf(shelf, record, 'ndjson')));
  t.same(header, {
    type: 'snapshot',
    format: 1,
    revision: 3,
    publishedAt: new Date(latest.publishedAt).toISOString(),
    set: { count: latest.count, digest: latest.setDigest },
  });
  const window = await store.window(0, 3, undefined, 1000);
  const expected = window.flatMap((change) => {
    if (change.op === 'delete') return [];
    const { type, id, revision, publishedAt, updatedAt, digest, resource } = change;
    const [first, last] = [publishedAt, updatedAt].map((time) => new Date(time).toISOString());
    return [{ type, id, revision, publishedAt: first, updatedAt: last, digest, resource }];
  });
  const place = ({ type, id }: { type: (typeof resourceTypes)[number]; id: string }) =>
    `${resourceTypes.indexOf(type)} ${id}`;
  t.same(
    lines,
    [...expected].sort((a, b) => (place(a) < place(b) ? -1 : 1)),
  );

  const set = new SetDigest();
  for (const { type, id, digest, resource } of expected) {
    t.equal(digestOf(resource), digest);
    set.add(type, id, digest);
  }
  t.equal(set.toString(), latest.setDigest);
  t.equal(lines[0]?.type, 'disclaimer', 'the disclaimers travel first');
});

t.test('the files are what the record says: their lengths and their SHA-256', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(2));
  const { record } = await buildSnapshot(store, shelf);
  t.same(
    record.files.map(({ format }) => format),
    ['ndjson', 'sqlite'],
  );
  for (const { format, bytes, sha256, name } of record.files) {
    const file = readFileSync(pathOf(shelf, record, format));
    t.equal(file.length, bytes);
    t.equal(createHash('sha256').update(file).digest('hex'), sha256);
    t.ok(name.includes(sha256.slice(0, 16)), 'other bytes have another name');
  }
  t.same(readdirSync(join(shelf.folder, '1')).length, 3, 'nothing else is left there');
  t.same(readdirSync(shelf.folder), ['1']);
});

t.test(
  'the SQLite file opens as it is: resources, whole articles with their disclaimer, full-text search',
  async (t) => {
    const { store, shelf } = await openBoth(t, t.testdir());
    const latest = await publish(store, articles(12));
    const { record } = await buildSnapshot(store, shelf);
    const path = pathOf(shelf, record, 'sqlite');
    const db = openDatabase(t, path);
    t.same(db.pragma('integrity_check', { simple: true }), 'ok');
    t.same(db.pragma('application_id', { simple: true }), 0x534f5053);
    t.same(db.pragma('user_version', { simple: true }), 1);
    t.same(db.pragma('journal_mode', { simple: true }), 'delete', 'it opens where nothing may be written');
    t.same(db.prepare('SELECT * FROM meta').all(), [
      {
        revision: 1,
        published_at: new Date(latest.publishedAt).toISOString(),
        count: latest.count,
        set_digest: latest.setDigest,
      },
    ]);
    const [, ...lines] = readLines(readFileSync(pathOf(shelf, record, 'ndjson')));
    const rows = db.prepare<[], Record<string, string>>('SELECT * FROM resource ORDER BY number').all();
    t.same(
      rows.map(({ type, id, revision, published_at, updated_at, digest, body = '' }) => {
        const resource: unknown = JSON.parse(body);
        return { type, id, revision, publishedAt: published_at, updatedAt: updated_at, digest, resource };
      }),
      lines,
    );
    for (const { id = '', body } of db.prepare<[], Record<string, string>>('SELECT id, body FROM article').all()) {
      const found = await store.findQuestion(id, 1);
      if (found.state !== 'live') throw new Error(`${id} is not live`);
      const article = composeArticle(found.value.question, found.value.parts);
      t.equal(body, JSON.stringify(article), `the article ${id} is that of the API`);
      t.match(article.disclaimer.text, /^Ask your physician/);
    }
    const search = db.prepare<[string], { id: string; snippet: string }>(`
    SELECT a.id, snippet(article_search, 1, '[', ']', '…', 6) AS snippet
    FROM article_search JOIN article a ON a.number = article_search.rowid
    WHERE article_search MATCH ? ORDER BY a.number`);
    t.same(
      search.all('stretched cafe 7').map(({ id }) => id),
      ['q7'],
      'by the stems of words, without their accents',
    );
    t.match(search.get('monday')?.snippet, /\[Monday\]/);
    t.same(search.all('nowhere'), []);

    const copy = `${path}-copy`;
    copyFileSync(path, copy);
    const writable = new Database(copy);
    writable.exec("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)");
    writable.close();
  },
);

t.test('two databases with other histories, but the same live set, give the same bytes', async (t) => {
  const { now } = Date;
  t.teardown(() => {
    Date.now = now;
  });
  const folder = t.testdir({ one: {}, other: {} });
  async function build(name: string, history: (store: Store, at: (time: number) => void) => Promise<void>) {
    const { store, shelf } = await openBoth(t, join(folder, name));
    await history(store, (time) => {
      Date.now = () => Date.UTC(2026, 0, time);
    });
    Date.now = now;
    const { record } = await buildSnapshot(store, shelf);
    return record.files.map(({ format }) => readFileSync(pathOf(shelf, record, format)));
  }
  const one = await build('one', async (store, at) => {
    at(1);
    await publish(store, articles(700));
    at(2);
    await publish(store, [topic('x'), author('a', { name: 'Ann' })]);
    at(3);
    await publish(store, [], [withdrawal('topic', 'x')]);
  });
  const other = await build('other', async (store, at) => {
    at(1);
    await publish(store, [...articles(700), author('y')].reverse());
    at(2);
    await publish(store, [author('a', { name: 'Ann' })]);
    at(3);
    await publish(store, [], [withdrawal('author', 'y')]);
    await store.raiseFloor(3);
    while ((await store.pruneSome()).versions > 0);
  });
  t.equal(one.length, 2);
  for (const [index, bytes] of one.entries()) t.ok(bytes.equals(other[index] ?? Buffer.alloc(0)), `file ${index}`);
  t.ok((one[1]?.length ?? 0) > 1_000_000);
});

t.test('a snapshot that is there is not built again, and the last three are kept', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  for (const n of [1, 2, 3, 4, 5]) {
    await publish(store, articles(n));
    await buildSnapshot(store, shelf);
  }
  t.same(
    (await shelf.list()).map(({ revision }) => revision),
    [5, 4, 3],
  );
  const { record, unchanged } = await buildSnapshot(store, shelf);
  t.ok(unchanged);
  t.equal(record.revision, 5);
});

t.test('nothing published: there is nothing to take a snapshot of', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await t.rejects(buildSnapshot(store, shelf), { name: 'SnapshotError', code: 'nothing' });
  t.notOk(existsSync(shelf.folder));
});

t.test('what is pruned or recalled while a snapshot is built: no snapshot, and nothing half is left', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(400));
  let interrupted = false;
  const interfering: SnapshotStore = {
    ...store,
    async listLive(at, after, limit) {
      if (after?.type === 'answer' && !interrupted) {
        interrupted = true;
        await publish(store, [], withdrawals('q399', 'safety'));
      }
      return store.listLive(at, after, limit);
    },
  };
  await t.rejects(buildSnapshot(interfering, shelf), { name: 'SnapshotError', code: 'changed' });
  t.ok(interrupted);
  t.same(readdirSync(shelf.folder), []);
  t.equal((await buildSnapshot(store, shelf)).record.revision, 2);
});

t.test('a recall after the last page was read: the snapshot is not kept', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(2));
  let recalled: Promise<unknown> = Promise.resolve();
  const built = buildSnapshot({ ...store, refresh: () => recalled.then(() => store.refresh()) }, shelf, ({ stage }) => {
    if (stage === 'files') recalled = publish(store, [], withdrawals('q1', 'safety'));
  });
  await t.rejects(built, { name: 'SnapshotError' });
  t.same(readdirSync(shelf.folder), []);
});

t.test('a recall takes the snapshots that hold what was recalled out of the way', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(2));
  await buildSnapshot(store, shelf);
  t.equal((await findCurrent(shelf, store))?.revision, 1);
  await publish(store, articles(3), []);
  t.equal((await findCurrent(shelf, store))?.revision, 1, 'an older one is given until the next is there');
  await publish(store, [], withdrawals('q1', 'safety'));
  t.equal(await findCurrent(shelf, store), undefined, 'refused at once');
  await buildSnapshot(store, shelf);
  t.same(
    (await shelf.list()).map(({ revision }) => revision),
    [3],
    'and removed',
  );
});

t.test(
  'another database with the same revision number: its snapshot is not taken for ours, and gives way',
  async (t) => {
    const folder = t.testdir();
    const shelf = openShelf(join(folder, 'snapshots'));
    const ours = await openIn(t, folder, 'ours.db');
    const theirs = await openIn(t, folder, 'theirs.db');
    await publish(theirs, articles(3));
    await publish(ours, articles(2));
    await buildSnapshot(theirs, shelf);
    t.equal(await findCurrent(shelf, ours), undefined);
    const { record, unchanged } = await buildSnapshot(ours, shelf);
    t.notOk(unchanged);
    t.same(await findCurrent(shelf, ours), record);
    t.equal(await findCurrent(shelf, theirs), undefined);
  },
);

t.test('a builder that another one is ahead of gives way; what a dead one left is cleared away', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(300));
  const [one, other] = await Promise.allSettled([buildSnapshot(store, shelf), buildSnapshot(store, shelf)]);
  t.same([one.status, other.status].sort(), ['fulfilled', 'rejected']);
  const [refused] = [one, other].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  t.match(refused, { name: 'SnapshotError', code: 'busy' });

  await publish(store, articles(301));
  const lock = join(shelf.folder, 'build.lock');
  mkdirSync(lock);
  const hold = (pid: number, host: string) =>
    writeFileSync(join(lock, 'owner'), JSON.stringify({ pid, host, id: 'other' }));
  hold(process.pid, hostname());
  await t.rejects(buildSnapshot(store, shelf), { code: 'busy' }, 'it lives');
  hold(2 ** 22 + 1, 'elsewhere');
  await t.rejects(buildSnapshot(store, shelf), { code: 'busy' }, 'who knows');
  hold(2 ** 22 + 1, hostname());
  await shelf.begin();
  t.equal((await buildSnapshot(store, shelf)).record.revision, 2, 'it is dead');
  t.same(readdirSync(shelf.folder).sort(), ['1', '2']);
});

t.test('a record that is damaged is no snapshot', async (t) => {
  const { store, shelf } = await openBoth(t, t.testdir());
  await publish(store, articles(1));
  await buildSnapshot(store, shelf);
  const path = join(shelf.folder, '1', 'snapshot.json');
  const text = readFileSync(path, 'utf8');
  for (const damaged of [text.slice(0, -9), text.replace('"revision":1', '"revision":2'), 'null', '{}']) {
    writeFileSync(path, damaged);
    t.same(await shelf.list(), [], damaged.slice(0, 30));
  }
  t.notOk((await buildSnapshot(store, shelf)).unchanged, 'it is built anew');
});
