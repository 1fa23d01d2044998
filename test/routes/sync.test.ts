import { join } from 'node:path';
import t, { type Test } from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { openApp } from '../support/app.js';
import { Device, liveAt, readPage, readWindow, syncUrl } from './device.js';
import { answer, by, disclaimer, type Library, openLibrary, question, squat } from './library.js';

/** A set with a past: edits, a rename, an answer dropped, a question withdrawn and published again. */
async function openUsed(t: Test): Promise<Library> {
  const library = await openLibrary(t, question('sore'), question('stiff'), question('weak'));
  const { publish, withdraw } = library;
  await publish(question('sore', { title: 'Is it really sore?' }));
  await publish(question('stiff', { slug: 'stiff-at-last', answers: [answer('stiff.bob', by('bob'), ['squat'])] }));
  await withdraw({ type: 'question', id: 'weak' }, { reason: 'merged', replacedBy: { type: 'question', id: 'sore' } });
  await publish(question('numb'));
  await withdraw({ type: 'question', id: 'numb' }, { reason: 'unpublished' });
  await publish(question('numb', { title: 'Is it numb again?' }));
  return library;
}

t.test(
  'G1, G2: after every complete window a copy equals the set, whatever was published between any two pages',
  async (t) => {
    for (const limit of [1, 2, 3, 1000]) {
      const library = await openUsed(t);
      const device = new Device();
      let edits = 0;
      const between = async () => {
        edits += 1;
        if (edits % 4 === 0)
          await library.withdraw({ type: 'question', id: `new-${edits - 1}` }, { reason: 'retracted' });
        else await library.publish(question(`new-${edits}`), question('sore', { title: `Sore? ${edits}` }));
      };
      for (let windows = 0; windows < 4; windows += 1) {
        device.apply(t, await readWindow(library.get, device.cursor, { limit, between }));
        t.same(device.held(), await liveAt(library, device.revision), `limit ${limit}, revision ${device.revision}`);
      }
      device.apply(t, await readWindow(library.get, device.cursor, { limit }));
      t.equal(device.revision, library.store.latest().revision);
      t.same(device.held(), await liveAt(library, device.revision));
    }
  },
);

t.test('G1: a deletion always arrives, with its reason and what replaces it', async (t) => {
  const { get, withdraw } = await openLibrary(t, question('sore'), question('stiff'));
  const { nextCursor } = await readPage(get, undefined);
  await withdraw({ type: 'question', id: 'sore' }, { reason: 'merged', replacedBy: { type: 'question', id: 'stiff' } });
  const { changes } = await readPage(get, nextCursor);
  const gone = { op: 'delete', revision: 2, reason: 'merged', replacedBy: null };
  t.same(changes, [
    { ...gone, type: 'answer', id: 'sore.ann' },
    { ...gone, type: 'question', id: 'sore', replacedBy: { type: 'question', id: 'stiff' } },
  ]);
});

t.test('G3: pages of any size hold the same changes, each once and in one order', async (t) => {
  const { get } = await openUsed(t);
  const whole = (await readWindow(get, undefined)).flatMap(({ changes }) => changes);
  const order = whole.map(({ revision, type, id }) => [String(revision).padStart(9), type, id].join(' '));
  t.same(order, [...order].sort());
  for (const limit of [1, 2, 7]) {
    const pages = await readWindow(get, undefined, { limit });
    t.same(
      pages.flatMap(({ changes }) => changes),
      whole,
    );
    t.ok(pages.slice(0, -1).every((page) => page.changes.length === limit && page.hasMore && page.set === null));
  }
});

t.test('G4: a page of a window is the same, byte for byte, however often and whenever it is fetched', async (t) => {
  const { get, publish } = await openUsed(t);
  const first = await readPage(get, undefined, 2);
  const urls: string[] = [];
  for (let cursor = first.nextCursor; ; ) {
    urls.push(syncUrl(cursor, 2));
    const page = await readPage(get, cursor, 2);
    if (page.complete) break;
    cursor = page.nextCursor;
  }
  const fetched = async () => Promise.all(urls.map(async (url) => (await get(url)).body));
  const before = await fetched();
  await publish(question('sore', { title: 'Sore?' }), question('late'));
  t.same(await fetched(), before);
  const answers = await Promise.all(urls.map((url) => get(url)));
  for (const { headers } of answers) {
    t.match(headers, { 'cache-control': 'public, max-age=3600', 'content-revision': String(first.to) });
  }
  const last = JSON.parse(before.at(-1) ?? '');
  t.match(last, { complete: true, hasMore: true }, 'what was published since cannot be told: ask again');
  t.match(await readPage(get, last.nextCursor), { from: first.to, complete: true, hasMore: false });
});

t.test('G5: a window that is fetched and applied again changes nothing', async (t) => {
  const library = await openUsed(t);
  const device = new Device();
  const pages = await readWindow(library.get, undefined, { limit: 3 });
  device.apply(t, pages);
  const held = device.held();
  device.apply(t, pages);
  t.same(device.held(), held);
  await library.publish(question('sore', { title: 'Sore?' }));
  const before = device.cursor;
  device.apply(t, await readWindow(library.get, before));
  await library.publish(question('sore', { title: 'Sore!' }));
  device.apply(t, await readWindow(library.get, before));
  t.same(device.held(), await liveAt(library, device.revision), 'the answer to the first was lost');
});

t.test('G6: what was refused, tried out or not published is in no window', async (t) => {
  const folder = t.testdir({ 'draft.ndjson': `${JSON.stringify(question('secret', { disclaimer: 'none' }))}\n` });
  const { get, store } = await openApp(t, { folder });
  const before = await readWindow(get, undefined);
  await t.rejects(publishPath(store, join(folder, 'draft.ndjson')));
  await publishPath(store, join(import.meta.dirname, '../../seed'), { dryRun: true, mirror: true });
  t.same(await readWindow(get, undefined), before);
  t.notMatch(JSON.stringify(before), /secret/);
});

t.test('G7: a position of another history, or one that lies ahead, is told to start over', async (t) => {
  const settings = { CURSOR_SECRET: 'the same for both of these services' };
  const open = async (name: string) => {
    const folder = t.testdir({ [`${name}.ndjson`]: lines(disclaimer, squat), [name]: {} });
    const app = await openApp(t, { folder: join(folder, name), publish: join(folder, `${name}.ndjson`), settings });
    const publish = async (text: string) => {
      const path = join(folder, `${name}.ndjson`);
      const { writeFileSync } = await import('node:fs');
      writeFileSync(path, lines({ ...disclaimer, text }, { ...disclaimer, id: 'other', text }));
      await publishPath(app.store, path);
    };
    return { ...app, publish };
  };
  const one = await open('one');
  const shared = (await readPage(one.get, undefined)).nextCursor;
  await one.publish('Ask.');
  const ahead = await readPage(one.get, shared);
  const within = await readPage(one.get, shared, 1);
  const other = await open('other');
  t.match(await readPage(other.get, shared), { from: 1, to: 1, changes: [], complete: true }, 'equal sets are equal');

  const isReset = async (cursor: string) => {
    const response = await other.get(syncUrl(cursor, 1000));
    t.equal(response.statusCode, 410);
    t.match(response.json(), { type: /\/sync-reset$/, detail: /Ask again without a cursor.*is gone/ });
  };
  for (const { nextCursor } of [ahead, within]) await isReset(nextCursor);
  await other.publish('Do not ask.');
  for (const { nextCursor } of [ahead, within]) await isReset(nextCursor);
});

t.test('G9: whichever bit of a cursor is flipped, it is refused', async (t) => {
  const { get, app } = await openUsed(t);
  const { nextCursor: within } = await readPage(get, undefined, 1);
  const { nextCursor: position } = await readPage(get, undefined);
  for (const cursor of [within, position]) {
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const response = await app.inject(syncUrl(changed.toString('base64url'), 1000));
      if (response.statusCode !== 400) t.fail(`bit ${bit} of the bytes: ${response.statusCode}`);
    }
    for (let bit = 0; bit < cursor.length * 8; bit += 1) {
      const changed = Buffer.from(cursor);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const response = await app.inject(syncUrl(encodeURIComponent(changed.toString('latin1')), 1000));
      if (response.statusCode !== 400) t.fail(`bit ${bit} of the text: ${response.statusCode}`);
    }
  }
  t.match((await get(syncUrl(within.slice(1), 1))).json(), {
    type: /\/invalid-cursor$/,
    errors: [{ parameter: 'cursor' }],
  });
  const list = (await get('/v1/questions?limit=1')).json().page.nextCursor;
  t.equal((await get(syncUrl(list, 1))).statusCode, 400, 'the cursor of a list is none');
  t.equal((await get(`/v1/questions?cursor=${within}`)).statusCode, 400, 'and the other way round');
});

t.test('before the first publish a window is empty and complete, and its cursor works from then on', async (t) => {
  const folder = t.testdir({ 'source.ndjson': lines(disclaimer) });
  const { get, store } = await openApp(t, { folder, publish: null });
  const empty = { count: 0, digest: `sum256-${'0'.repeat(64)}` };
  const page = await readPage(get, undefined);
  t.match(page, { from: 0, to: 0, changes: [], disclaimers: [], hasMore: false, complete: true, set: empty });
  t.same(await readPage(get, page.nextCursor), page);
  await publishPath(store, join(folder, 'source.ndjson'));
  t.match(await readPage(get, page.nextCursor), { from: 0, to: 1, changes: [{ id: 'general' }], complete: true });
});

t.test('whatever has medical words comes with its disclaimers, as they are at the end of the window', async (t) => {
  const strict = { ...disclaimer, id: 'strict', text: 'Never alone.' };
  const { get, publish } = await openLibrary(t, strict, question('sore'), question('weak', { disclaimer: 'strict' }));
  const pages = await readWindow(get, undefined, { limit: 1 });
  const shown = pages.flatMap(({ changes, disclaimers }) =>
    changes.map(({ id }) => [id, ...disclaimers.map((one) => one.id)]),
  );
  t.same(Object.fromEntries(shown.map(([id = '', ...rest]) => [id, rest])), {
    general: [],
    strict: [],
    ann: [],
    bob: [],
    hips: [],
    knees: [],
    squat: ['general'],
    plank: ['general'],
    sore: ['general'],
    'sore.ann': ['general'],
    weak: ['strict'],
    'weak.ann': ['strict'],
  });
  const { nextCursor } = await readPage(get, undefined);
  await publish(question('weak', { disclaimer: 'strict', answers: [answer('weak.ann', by('bob'))] }));
  await publish({ ...strict, text: 'Never, ever alone.' });
  t.match((await readPage(get, nextCursor)).disclaimers, [{ id: 'strict', text: 'Never, ever alone.' }]);
});

t.test('a page ends at about a mebibyte, but never before its first change', async (t) => {
  const long = (id: string, bytes: number) =>
    question(id, { answers: [{ ...answer(`${id}.ann`, by('ann')), body: 'Rest. '.repeat(bytes / 12) }] });
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const library = await openLibrary(t, ...ids.map((id) => long(id, 400_000)));
  const pages = await readWindow(library.get, undefined);
  t.ok(pages.length >= 3 && pages.length <= 6, `${pages.length} pages`);
  for (const page of pages) {
    const { length } = JSON.stringify(page.changes);
    t.ok(length < 1024 * 1024 * 1.01 || page.changes.length === 1, `${length} bytes`);
  }
  const device = new Device();
  device.apply(t, pages);
  t.same(device.held(), await liveAt(library, 1));
});

t.test('a window is not a list: it takes a cursor and a limit, and nothing else', async (t) => {
  const { get } = await openLibrary(t);
  for (const query of ['revision=1', 'since=1', 'limit=0', 'limit=1001', 'limit=1e2', 'cursor=', 'cursor=a&cursor=b']) {
    const response = await get(`/v1/sync?${query}`);
    t.equal(response.statusCode, 400, query);
    t.match(response.json().errors, [{ parameter: query.split('=')[0] }]);
  }
});

t.test('the open request is fresh for 15 seconds, and a copy that is current costs a 304', async (t) => {
  const { get, request } = await openLibrary(t, question('sore'));
  const { headers, rawPayload } = await get('/v1/sync', { 'accept-encoding': 'identity' });
  t.match(headers, { 'cache-control': 'public, max-age=15', vary: 'Accept-Encoding', 'content-revision': '1' });
  t.notOk(headers['content-location']);
  t.equal((await get('/v1/sync', { 'if-none-match': String(headers.etag) })).statusCode, 304);
  t.equal((await get('/v1/sync', { 'accept-encoding': 'gzip' })).headers['content-encoding'], 'gzip');
  t.equal((await get('/v1/sync', { 'accept-encoding': 'identity;q=0, *;q=0' })).statusCode, 406);
  const head = await request({ method: 'HEAD', url: '/v1/sync', headers: { 'accept-encoding': 'identity' } });
  t.equal(head.headers['content-length'], String(rawPayload.length));
});

function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
