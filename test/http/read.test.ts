import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { type OpenedApp, openApp } from '../support/app.js';
import { openQuestions } from '../support/open-questions.js';
import { writeQuestions } from '../support/source.js';

const detail = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400';
const pinned = 'public, max-age=86400, immutable';

t.test('an article comes with all that a cache needs', async (t) => {
  const { get } = await openQuestions(t, 3);
  const { statusCode, headers } = await get('/v1/questions/question-2');
  t.equal(statusCode, 200);
  t.match(headers, {
    'content-type': /^application\/json$/,
    'cache-control': detail,
    'content-location': '/v1/questions/question-2?revision=1',
    'content-revision': '1',
    etag: /^W\/"[A-Za-z0-9_-]{32}-1"$/,
    vary: 'Accept-Encoding',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
});

t.test('the address in Content-Location gives the same, for good', async (t) => {
  const { get } = await openQuestions(t, 3);
  const latest = await get('/v1/questions/question-2');
  const again = await get(String(latest.headers['content-location']));
  t.equal(again.payload, latest.payload);
  t.equal(again.headers.etag, latest.headers.etag);
  t.equal(again.headers['cache-control'], pinned);
  t.equal(again.headers['content-location'], latest.headers['content-location']);
});

t.test('each coding is the same content with the same tag', async (t) => {
  const { get } = await openQuestions(t, 3);
  const plain = await get('/v1/questions/question-1');
  for (const [coding, decode] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    for (const time of ['first', 'second']) {
      const coded = await get('/v1/questions/question-1', { 'accept-encoding': coding });
      t.equal(coded.headers['content-encoding'], coding, `${coding}, asked the ${time} time`);
      t.equal(decode(coded.rawPayload).toString('utf8'), plain.payload);
      t.equal(coded.headers.etag, plain.headers.etag);
      t.equal(coded.headers.vary, 'Accept-Encoding');
      t.ok(coded.rawPayload.length < plain.rawPayload.length);
    }
  }
});

t.test('what is tiny is not compressed, unless nothing else is wanted', async (t) => {
  const { get } = await openQuestions(t, 1);
  const url = '/v1/revisions/latest';
  t.equal((await get(url, { 'accept-encoding': 'gzip, br' })).headers['content-encoding'], undefined);
  t.equal((await get(url, { 'accept-encoding': 'gzip, identity;q=0' })).headers['content-encoding'], 'gzip');
});

t.test('no coding that is acceptable: 406', async (t) => {
  const { get } = await openQuestions(t, 1);
  const answer = await get('/v1/questions', { 'accept-encoding': 'identity;q=0, deflate' });
  t.equal(answer.statusCode, 406);
  t.equal(answer.headers['content-type'], 'application/problem+json');
  t.equal(answer.headers.vary, undefined);
});

t.test('a client that has the answer gets 304 with the headers that a cache updates', async (t) => {
  const { get, request } = await openQuestions(t, 1);
  const { headers } = await get('/v1/questions/question-1');
  for (const tag of [String(headers.etag), '*', `"x", ${headers.etag}`, String(headers.etag).slice(2)]) {
    const answer = await get('/v1/questions/question-1', { 'if-none-match': tag, 'accept-encoding': 'br' });
    t.equal(answer.statusCode, 304, tag);
    t.equal(answer.payload, '');
    for (const name of ['etag', 'cache-control', 'vary', 'content-location', 'content-revision']) {
      t.equal(answer.headers[name], headers[name], name);
    }
    for (const name of ['content-type', 'content-encoding', 'content-length']) t.notOk(name in answer.headers, name);
  }
  const head = await request({ method: 'HEAD', url: '/v1/questions/question-1', headers: { 'if-none-match': '*' } });
  t.equal(head.statusCode, 304);
  t.equal(head.headers['content-length'], headers['content-length']);
  t.equal(head.headers['content-type'], headers['content-type'], 'a cache would take it for that of what it has');
  t.equal((await get('/v1/questions/question-1', { 'if-none-match': '"x"' })).statusCode, 200);
});

t.test('only GET and HEAD get 304, and no error does', async (t) => {
  const { get, request } = await openQuestions(t, 1);
  const headers = { 'if-none-match': '*' };
  t.equal((await request({ method: 'POST', url: '/v1/questions/question-1', headers })).statusCode, 405);
  t.equal((await get('/v1/questions/none', headers)).statusCode, 404);
  t.equal((await get('/v1/questions?x=1', headers)).statusCode, 400);
});

t.test('HEAD is GET without the body', async (t) => {
  const { get, request } = await openQuestions(t, 3);
  for (const url of [
    '/v1/questions/question-1',
    '/v1/questions',
    '/v1',
    '/livez',
    '/docs',
    '/v1/questions/none',
    '/none',
  ]) {
    const { date: _date, ...expected } = (await get(url)).headers;
    const head = await request({ method: 'HEAD', url });
    const { date: _alsoDate, ...headers } = head.headers;
    t.same(headers, expected, url);
    t.equal(head.payload, '', url);
  }
});

/** Publishes once more, with another text of the first question's answer. */
async function publishChange({ store }: OpenedApp, folder: string): Promise<void> {
  const path = join(folder, 'changed.ndjson');
  writeFileSync(
    path,
    writeQuestions(3).replace('See a doctor when it hurts.","rec', 'Rest first. See a doctor when it hurts.","rec'),
  );
  await publishPath(store, path, { note: null, actor: null });
}

t.test('a publish shows at once, what it did not touch keeps its tag, and the past stays as it was', async (t) => {
  const opened = await openQuestions(t, 3);
  const { get } = opened;
  const before = [await get('/v1/questions/question-1'), await get('/v1/questions/question-2')] as const;
  await publishChange(opened, t.testdirName);
  const after = [await get('/v1/questions/question-1'), await get('/v1/questions/question-2')] as const;
  t.same(
    after.map(({ headers }) => headers['content-revision']),
    ['2', '2'],
  );
  t.not(after[0].headers.etag, before[0].headers.etag);
  t.match(after[0].payload, 'Rest first.');
  t.equal(after[1].headers.etag, before[1].headers.etag);
  const past = await get('/v1/questions/question-1?revision=1');
  t.equal(past.payload, before[0].payload);
  t.equal(past.headers['content-revision'], '1');
  t.equal(past.headers['cache-control'], pinned);
});

t.test('a revision that is not there: 404 with the latest', async (t) => {
  const { get } = await openQuestions(t, 1);
  for (const url of ['/v1/questions/question-1?revision=2', '/v1/questions?revision=9007199254740991']) {
    const answer = await get(url);
    t.equal(answer.statusCode, 404);
    t.match(answer.json(), { type: /revision-not-found$/, latestRevision: 1 });
    t.equal(answer.headers['content-revision'], '1');
  }
});

t.test('before the first publish there is nothing to read, and the service says so', async (t) => {
  const { get } = await openApp(t, { publish: null });
  for (const url of ['/v1/questions', '/v1/questions/x', '/v1/search?q=knee', '/v1/questions?revision=1']) {
    const answer = await get(url);
    t.equal(answer.statusCode, 404, url);
    t.match(answer.json(), { type: /revision-not-found$/, latestRevision: 0 });
    t.equal(answer.headers['content-revision'], '0');
  }
});

t.test('a former name or an id leads to the address in one hop, with the parameters', async (t) => {
  const { get } = await openQuestions(t, 1);
  const answer = await get('/v1/questions/q1?revision=1');
  t.equal(answer.statusCode, 308);
  t.equal(answer.headers.location, '/v1/questions/question-1?revision=1');
  t.equal(answer.headers['content-revision'], '1');
});

t.test('the pages of a list are all read at the revision of the first', async (t) => {
  const opened = await openQuestions(t, 7);
  const { get } = opened;
  const whole: { data: { id: string }[] } = (await get('/v1/questions')).json();
  let url: string | undefined = '/v1/questions?limit=3';
  const ids: string[] = [];
  const revisions: unknown[] = [];
  while (url !== undefined) {
    const answer = await get(url);
    const { data, page }: { data: { id: string }[]; page: { hasMore: boolean; nextCursor: string | null } } =
      answer.json();
    ids.push(...data.map(({ id }) => id));
    revisions.push(answer.headers['content-revision']);
    const next = /^<http:\/\/127\.0\.0\.1:0(.+)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
    t.equal(next, page.nextCursor === null ? undefined : `/v1/questions?cursor=${page.nextCursor}&limit=3`);
    t.equal(page.hasMore, next !== undefined);
    if (url.includes('cursor')) t.equal(answer.headers['cache-control'], pinned);
    else await publishChange(opened, t.testdirName);
    url = next;
  }
  t.same(
    ids,
    whole.data.map(({ id }) => id),
  );
  t.same(revisions, ['1', '1', '1']);
});

t.test('a cursor is of one list at one revision', async (t) => {
  const { get } = await openQuestions(t, 5);
  const { page }: { page: { nextCursor: string } } = (await get('/v1/questions?limit=2&topic=knees')).json();
  const cursor = page.nextCursor;
  t.equal((await get(`/v1/questions?topic=knees&limit=1&cursor=${cursor}&revision=1`)).statusCode, 200);
  for (const url of [
    `/v1/questions?cursor=${cursor}`,
    `/v1/questions?topic=hips&cursor=${cursor}`,
    `/v1/authors?cursor=${cursor}`,
  ]) {
    const answer = await get(url);
    t.equal(answer.statusCode, 400, url);
    t.match(answer.json(), { type: /invalid-cursor$/, errors: [{ parameter: 'cursor', code: 'cursor' }] });
  }
  const other = await get(`/v1/questions?topic=knees&cursor=${cursor}&revision=2`);
  t.match(other.json(), { status: 400, errors: [{ parameter: 'revision', code: 'conflict' }] });
});

t.test('one address, one spelling: order, defaults and percent-encoding make no other answer', async (t) => {
  const { get } = await openQuestions(t, 3);
  const urls = [
    '/v1/questions?topic=knees&locale=en',
    '/v1/questions?locale=en&topic=knees',
    '/v1/questions?locale=en&limit=20&topic=knees&view=summary',
    '/v1/questions?%6Cocale=%65n&topic=knees',
    'http://elsewhere.example/v1/questions?locale=en&topic=knees',
  ];
  for (const url of urls) {
    const { statusCode, headers } = await get(url);
    t.equal(statusCode, 200, url);
    t.equal(headers['content-location'], '/v1/questions?locale=en&revision=1&topic=knees', url);
  }
});

t.test('a percent-encoded name is the name', async (t) => {
  const { get } = await openQuestions(t, 1);
  const { statusCode, headers } = await get('/v1/questions/%71uestion%2D1');
  t.equal(statusCode, 200);
  t.equal(headers['content-location'], '/v1/questions/question-1?revision=1');
});

t.test('links are of the public origin', async (t) => {
  const { get } = await openQuestions(t, 3, { settings: { PUBLIC_URL: 'https://api.example.org' } });
  const { headers } = await get('/v1/questions?limit=1');
  t.match(headers.link, /^<https:\/\/api\.example\.org\/v1\/questions\?cursor=[\w-]+&limit=1>; rel="next"$/);
});

t.test('an answer is the same when nothing is kept in memory', async (t) => {
  const kept = await openQuestions(t, 2);
  const url = '/v1/questions/question-1';
  const first = await kept.get(url, { 'accept-encoding': 'br' });
  t.test('without', async (t) => {
    const bare = await openQuestions(t, 2, { settings: { CACHE_BYTES: '0' } });
    const answer = await bare.get(url, { 'accept-encoding': 'br' });
    const text = (payload: Buffer) =>
      brotliDecompressSync(payload)
        .toString()
        .replace(/"(publish|updat)edAt":"[^"]+"/g, '');
    t.equal(text(answer.rawPayload), text(first.rawPayload));
  });
});
