import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { withdraw } from '../../src/content/withdraw.js';
import { buildSnapshot } from '../../src/snapshot/build.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { readLines } from '../snapshot/content.js';
import { type OpenAppOptions, openApp } from '../support/app.js';

const latest = '/v1/snapshots/latest';

async function openWithShelf(t: Test, { settings = {}, ...options }: OpenAppOptions = {}) {
  const folder = t.testdir();
  const path = join(folder, 'snapshots');
  const opened = await openApp(t, { folder, settings: { SNAPSHOT_DIR: path, ...settings }, ...options });
  return { ...opened, shelf: openShelf(path), build: () => buildSnapshot(opened.store, openShelf(path)) };
}

interface File {
  name: string;
  url: string;
  format: string;
  bytes: number;
  sha256: string;
  mediaType: string;
}

async function openBuilt(t: Test, options: OpenAppOptions = {}) {
  const opened = await openWithShelf(t, options);
  await opened.build();
  const { statusCode, body } = await opened.get(latest);
  t.equal(statusCode, 200);
  const manifest: { revision: number; cursor: string; set: unknown; files: File[] } = JSON.parse(body);
  const file = (format: string) => {
    const found = manifest.files.find((one) => one.format === format);
    if (found === undefined) throw new Error(`no ${format}`);
    return found;
  };
  return { ...opened, manifest, file };
}

t.test('without a snapshot: 404 that says where to begin instead', async (t) => {
  for (const publish of [null, undefined]) {
    const { get } = await openWithShelf(t, publish === null ? { publish } : {});
    const { statusCode, body } = await get(latest);
    t.equal(statusCode, 404);
    t.match(JSON.parse(body), { type: /not-found$/, detail: /begin with `\/v1\/sync`/ });
    t.equal((await get('/v1/snapshots/1/content-0123456789abcdef.sqlite')).statusCode, 404);
  }
});

t.test('the manifest names the files, and the position where sync goes on', async (t) => {
  const { get, store, manifest, file } = await openBuilt(t);
  const { revision, count, setDigest } = store.latest();
  t.match(manifest, { revision, set: { count, digest: setDigest } });
  t.same(
    manifest.files.map(({ format, mediaType }) => [format, mediaType]),
    [
      ['ndjson', 'application/gzip'],
      ['sqlite', 'application/vnd.sqlite3'],
    ],
  );
  const { headers } = await get(latest);
  t.match(headers, { 'cache-control': 'public, max-age=15', 'content-revision': '1', vary: 'Accept-Encoding' });
  t.equal((await get(latest, { 'if-none-match': String(headers.etag) })).statusCode, 304);

  const window = (await get(`/v1/sync?cursor=${manifest.cursor}`)).json();
  t.match(window, { from: 1, to: 1, complete: true, set: manifest.set });
  t.same(window.changes, []);
  const whole = (await get('/v1/sync?limit=1000')).json();
  const downloaded = await get(file('ndjson').url);
  const [, ...lines] = readLines(downloaded.rawPayload);
  const byKey = (items: { type: string; id: string }[]) =>
    new Map(items.map(({ type, id, ...rest }) => [`${type}/${id}`, rest]));
  const changes = whole.changes.map(({ op: _, ...change }: { op: string; type: string; id: string }) => change);
  t.same(
    byKey(lines.map((line) => ({ ...line, type: String(line.type), id: String(line.id) }))),
    byKey(changes),
    'snapshot@N is the window (0, N]',
  );
});

t.test('a file is given whole, with a strong entity tag and its digest', async (t) => {
  const { get, request, manifest } = await openBuilt(t);
  for (const { url, bytes, sha256, mediaType } of manifest.files) {
    const { statusCode, headers, rawPayload } = await get(url, { 'accept-encoding': 'gzip, br' });
    t.equal(statusCode, 200);
    t.equal(rawPayload.length, bytes);
    t.equal(createHash('sha256').update(rawPayload).digest('hex'), sha256);
    t.match(headers, {
      'content-type': mediaType,
      'content-length': String(bytes),
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=86400, immutable',
      'content-revision': '1',
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      etag: `"${sha256}"`,
    });
    t.notHas(headers, 'content-encoding');
    const head = await request({ method: 'HEAD', url });
    t.equal(head.rawPayload.length, 0);
    const untimely = { date: undefined, 'access-control-request-id': undefined };
    t.same({ ...head.headers, ...untimely }, { ...headers, ...untimely }, 'HEAD says what GET says');
    const known = await get(url, { 'if-none-match': `"other", W/"${sha256}"` });
    t.equal(known.statusCode, 304);
    t.equal(known.rawPayload.length, 0);
    t.equal(known.headers.etag, `"${sha256}"`);
  }
});

t.test('a part of a file', async (t) => {
  const { get, request, file } = await openBuilt(t);
  const { url, bytes, sha256 } = file('sqlite');
  const whole = (await get(url)).rawPayload;
  const part = (start: number, end: number) => [206, `bytes ${start}-${end}/${bytes}`, whole.subarray(start, end + 1)];
  const all = [200, undefined, whole];
  const none = [416, `bytes */${bytes}`, undefined];
  const cases: [what: string, headers: Record<string, string>, expected: unknown[]][] = [
    ['the beginning', { range: 'bytes=0-99' }, part(0, 99)],
    ['one byte', { range: 'bytes=5-5' }, part(5, 5)],
    ['the rest', { range: `bytes=${bytes - 7}-` }, part(bytes - 7, bytes - 1)],
    ['the end', { range: 'bytes=-10' }, part(bytes - 10, bytes - 1)],
    ['more than there is', { range: `bytes=100-${bytes + 500}` }, part(100, bytes - 1)],
    ['more than all from the end', { range: `bytes=-${bytes + 5}` }, part(0, bytes - 1)],
    ['beyond the end', { range: `bytes=${bytes}-` }, none],
    ['nothing from the end', { range: 'bytes=-0' }, none],
    ['several parts', { range: 'bytes=0-1,5-6' }, all],
    ['another unit', { range: 'lines=1-2' }, all],
    ['another unit, out of range', { range: `lines=${bytes}-` }, all],
    ['not well-formed', { range: 'bytes=abc' }, all],
    ['backwards', { range: 'bytes=9-5' }, all],
    ['of this file', { range: 'bytes=1-2', 'if-range': `"${sha256}"` }, part(1, 2)],
    ['of another file', { range: 'bytes=1-2', 'if-range': '"other"' }, all],
    ['weakly of this file', { range: 'bytes=1-2', 'if-range': `W/"${sha256}"` }, all],
    ['since a time', { range: 'bytes=1-2', 'if-range': new Date().toUTCString() }, all],
    ['beyond another file', { range: `bytes=${bytes}-`, 'if-range': '"other"' }, all],
  ];
  for (const [what, headers, [status, range, body]] of cases) {
    const answer = await get(url, headers);
    t.equal(answer.statusCode, status, what);
    t.equal(answer.headers['content-range'], range, what);
    if (Buffer.isBuffer(body)) {
      t.ok(answer.rawPayload.equals(body), what);
      t.equal(answer.headers['content-length'], String(body.length), what);
      t.match(answer.headers['repr-digest'], /^sha-256=:/, what);
    } else t.match(answer.json(), { type: /range-not-satisfiable$/, status: 416 });
  }
  t.equal(
    (await request({ method: 'HEAD', url, headers: { range: 'bytes=0-9' } })).statusCode,
    200,
    'a part is of GET',
  );
  t.equal((await get(url, { range: 'bytes=0-9', 'if-none-match': '*' })).statusCode, 304, 'a condition comes first');
});

t.test('a download that is resumed on the network is the whole file', async (t) => {
  const { listen, file } = await openBuilt(t);
  const origin = await listen();
  const { url, bytes, sha256 } = file('sqlite');
  const parts: Buffer[] = [];
  for (let from = 0; from < bytes; from += 20_000) {
    const headers = { range: `bytes=${from}-${from + 19_999}`, 'if-range': `"${sha256}"` };
    const response = await fetch(`${origin}${url}`, { headers });
    t.equal(response.status, 206);
    parts.push(Buffer.from(await response.arrayBuffer()));
  }
  t.equal(createHash('sha256').update(Buffer.concat(parts)).digest('hex'), sha256);
});

t.test('an address that names no file of ours is 404, whatever it tries; a parameter is 400', async (t) => {
  const { get, file } = await openBuilt(t);
  const { url, name } = file('ndjson');
  const missing = [
    '1/snapshot.json',
    '1/content.sqlite',
    `2/${name}`,
    `0/${name}`,
    `01/${name}`,
    `1e0/${name}`,
    `x/${name}`,
  ];
  const tricks = ['1/..%2f1%2fsnapshot.json', '..%2f1/snapshot.json', `1/${name}%00`, `1/${name.toUpperCase()}`, '1/.'];
  for (const path of [...missing, ...tricks]) t.equal((await get(`/v1/snapshots/${path}`)).statusCode, 404, path);
  for (const path of [url, latest]) t.equal((await get(`${path}?revision=1`)).statusCode, 400, path);
});

t.test('a recall takes manifest and files away at once, until the next snapshot', async (t) => {
  const { get, store, build, file } = await openBuilt(t);
  const { url } = file('sqlite');
  await withdraw(store, { type: 'exercise', id: 'no-such' }, { reason: 'safety' }).catch(() => undefined);
  const [question] = (await get('/v1/questions')).json().data;
  await withdraw(store, { type: 'question', id: question.id }, { reason: 'safety' });
  t.equal((await get(latest)).statusCode, 404);
  t.equal((await get(url)).statusCode, 404);
  await build();
  const manifest = (await get(latest)).json();
  t.equal(manifest.revision, 2);
  const { rawPayload } = await get(manifest.files[0].url);
  t.notMatch(JSON.stringify(readLines(rawPayload)), question.id);
});

t.test('files that went missing from the disk are 404, not a broken answer', async (t) => {
  const { get, shelf, file } = await openBuilt(t);
  const { url, name } = file('sqlite');
  rmSync(join(shelf.folder, '1', name));
  t.equal((await get(url)).statusCode, 404);
  rmSync(shelf.folder, { recursive: true });
  t.equal((await get(latest)).statusCode, 404);
});

t.test('a network that is told of tags can purge the files with any resource type', async (t) => {
  const { get, file } = await openBuilt(t, { settings: { CDN_PROFILE: 'fastly' } });
  const { headers } = await get(file('sqlite').url);
  t.equal(headers['surrogate-key'], 'disclaimer topic author exercise question answer');
});
