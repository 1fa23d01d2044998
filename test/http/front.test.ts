import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { withdraw } from '../../src/content/withdraw.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import type { Store } from '../../src/store/store.js';
import type { OpenAppOptions } from '../support/app.js';
import { openQuestions } from '../support/open-questions.js';
import { writeQuestions } from '../support/source.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly hangUpAfter?: number;
}

/** The service over a socket: what is ready is answered in front of the routes. */
async function openListening(t: Test, options: OpenAppOptions = {}) {
  const opened = await openQuestions(t, 5, options);
  const origin = await opened.listen();
  async function ask(path: string, { method = 'GET', headers = {}, hangUpAfter }: Sent = {}): Promise<Answer> {
    const asking = httpRequest(`${origin}${path}`, { method, headers }).end();
    if (hangUpAfter !== undefined) void setTimeout(hangUpAfter).then(() => asking.destroy());
    const [response] = await once(asking, 'response');
    response.setEncoding('latin1');
    const body = await text(response);
    const { date: _date, ...rest }: IncomingHttpHeaders = response.headers;
    return { status: Number(response.statusCode), headers: rest, body };
  }
  return { ...opened, ask };
}

/** Notes what comes to the routes. */
function noteRouted() {
  const routed: string[] = [];
  const measured = (store: Store) => {
    const metrics = createMetrics(store);
    const measure: typeof metrics.measure = (listener) =>
      metrics.measure((request, response) => {
        routed.push(request.url ?? '');
        listener(request, response);
      });
    return { ...metrics, measure };
  };
  return { routed, measured };
}

const article = '/v1/questions/question-1';
const named = [article, `${article}/jsonld`, '/v1/answers/answer-1', '/v1/disclaimers/general'];
const paths = [
  article,
  `${article}?revision=1`,
  `${article}/answers`,
  `${article}/jsonld`,
  '/v1/questions',
  '/v1/questions?limit=2',
  '/v1/topics',
  '/v1/search?q=hurts',
  '/v1/sync',
  '/v1/revisions/latest',
  '/v1',
];

/** What differs from request to request, and what is of the connection. */
function toComparable({ status, headers, body }: Omit<Answer, 'headers'> & { headers: object }) {
  const {
    date,
    connection,
    'keep-alive': keepAlive,
    'transfer-encoding': transfer,
    ...rest
  } = { ...headers } as Record<string, unknown>;
  return { status, headers: rest, body: body.replace(/urn:uuid:[0-9a-f-]+/, '') };
}

t.test('an answer that is ready is the one that the route gives, in every coding, for GET and HEAD', async (t) => {
  const { ask, request, metrics } = await openListening(t, {
    settings: { CDN_PROFILE: 'fastly' },
    measured: createMetrics,
  });
  for (const url of paths) {
    for (const method of ['GET', 'HEAD'] as const) {
      for (const coding of ['identity', 'gzip', 'br', 'gzip;q=0.5, br;q=0', '*', 'identity;q=0, deflate']) {
        const headers = { 'accept-encoding': coding, host: 'localhost:80' };
        // Without a socket nothing is in front of the routes.
        const { statusCode, headers: sent, rawPayload } = await request({ method, url, headers });
        const routed = toComparable({ status: statusCode, headers: sent, body: rawPayload.toString('latin1') });
        t.same(toComparable(await ask(url, { method, headers })), routed, `${method} ${url} ${coding}`);
      }
    }
  }
  // Of what the routes answer, the active requests are counted: so few came to them, those that were refused.
  t.match(await metrics?.write(), /active_requests/);
});

t.test('304 is the same, and so is whatever else a request can say', async (t) => {
  const { ask } = await openListening(t);
  const { headers } = await ask(article);
  const etag = String(headers.etag);
  for (const method of ['GET', 'HEAD']) {
    for (const tag of [etag, '*', `"x", ${etag}`, '"x"', 'nonsense']) {
      const sent = { method, headers: { 'if-none-match': tag } };
      const cold = await ask(`${article}?revision=1`, sent);
      const warm = await ask(`${article}?revision=1`, sent);
      t.same(warm, cold, `${method} ${tag}`);
      t.equal(warm.status, tag === '"x"' || tag === 'nonsense' ? 200 : 304);
    }
  }
  const refusing = { 'if-none-match': etag, 'accept-encoding': 'identity;q=0, gzip;q=0, br;q=0' };
  t.equal((await ask(article, { headers: refusing })).status, 406);
  t.equal((await ask(article, { headers: { authorization: 'Bearer so_live_x' } })).status, 401);
  t.equal((await ask(article, { method: 'POST' })).status, 405);
  t.equal((await ask(`${article}?`)).status, 200);
  t.equal((await ask(`${article}?x=1`)).status, 400);
});

t.test('after a publish no answer is older, and what did not change stays ready', async (t) => {
  const { ask, store } = await openListening(t, { measured: createMetrics });
  const before = await ask(article);
  const other = await ask('/v1/questions/question-2');
  const path = join(t.testdirName, 'changed.ndjson');
  writeFileSync(
    path,
    writeQuestions(5).replace('See a doctor when it hurts.","rec', 'Rest. See a doctor when it hurts.","rec'),
  );
  await publishPath(store, path);
  const after = await ask(article);
  t.equal(after.headers['content-revision'], '2');
  t.not(after.headers.etag, before.headers.etag);
  t.match(after.body, 'Rest. See');
  const unchanged = await ask('/v1/questions/question-2');
  t.equal(unchanged.body, other.body);
  t.equal(unchanged.headers['content-revision'], '2');
  t.equal(unchanged.headers['content-location'], '/v1/questions/question-2?revision=2');
  t.equal((await ask('/v1/questions')).headers['content-revision'], '2');
  t.same(await ask('/v1/questions/question-2'), unchanged);
});

t.test('what was withdrawn is gone, in whatever form it was ready', async (t) => {
  const { ask, store } = await openListening(t);
  for (const path of [article, `${article}?revision=1`]) t.equal((await ask(path)).status, 200);
  await withdraw(store, { type: 'question', id: 'q1' }, { reason: 'safety' });
  for (const path of [article, `${article}?revision=1`]) t.equal((await ask(path)).status, 410, path);
});

t.test('answers that were ready are counted and logged like any other', async (t) => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const { ask, metrics, keys, app } = await openListening(t, { logger, measured: createMetrics });
  for (let count = 0; count < 3; count += 1) await ask(article);
  await ask(article, { headers: { 'if-none-match': '*' } });
  const answered = lines.filter(({ msg }) => msg === 'answered');
  t.same(
    answered.map(({ method, route, status, revision, address }) => [method, route, status, revision, address]),
    [200, 200, 200, 304].map((status) => ['GET', '/v1/questions/:slug', status, 1, '127.0.0.0']),
  );
  for (const line of answered) t.same(Object.keys(line), Object.keys(answered[0] ?? {}));
  const scraped = (await metrics?.write()) ?? '';
  const series = 'http_request_method="GET",http_route="/v1/questions/:slug"';
  const count = (status: number) =>
    new RegExp(`duration_seconds_count\\{[^}]*${series},http_response_status_code="${status}"[^}]*\\} (\\d+)`).exec(
      scraped,
    )?.[1];
  t.equal(count(200), '3');
  t.equal(count(304), '1');
  t.match(scraped, 'second_opinion_cache_hits_total 3');
  await app.close();
  t.match(await keys.listUsage({ key: undefined, from: undefined, to: undefined }), [
    { prefix: '', route: '/v1/questions/:slug', requests: 4, charged: 0 },
  ]);
});

t.test('who has nothing left gets no answer that is ready either', async (t) => {
  const settings = { TRUSTED_PROXIES: '127.0.0.1', ANONYMOUS_LIMITS: 'minute=2' };
  const { ask } = await openListening(t, { settings });
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  for (let count = 0; count < 5; count += 1) t.equal((await ask(article, from('203.0.113.7'))).status, 200);
  t.equal((await ask('/v1/topics', from('203.0.113.7'))).status, 200);
  t.equal((await ask(article, from('203.0.113.7'))).status, 429);
  t.equal((await ask(article, from('203.0.113.8'))).status, 200);
});

/** Nothing is kept: whatever is asked for has to be made. */
const keepNothing = { CACHE_BYTES: '0' };

t.test('the latest of something named is made in front of the routes, as they make it', async (t) => {
  const { routed, measured } = noteRouted();
  const { ask, request, metrics } = await openListening(t, {
    settings: { ...keepNothing, CDN_PROFILE: 'generic' },
    measured,
  });
  for (const url of named) {
    const { headers: known } = await request({ url, headers: { host: 'localhost:80' } });
    for (const coding of ['identity', 'gzip', 'br', 'gzip;q=0.5, br;q=0', 'gzip, br;q=0.1']) {
      for (const tag of ['"x"', String(known.etag)]) {
        const headers = { 'accept-encoding': coding, 'if-none-match': tag, host: 'localhost:80' };
        const { statusCode, headers: sent, rawPayload } = await request({ url, headers });
        const byRoute = toComparable({ status: statusCode, headers: sent, body: rawPayload.toString('latin1') });
        t.equal(byRoute.status, tag === '"x"' ? 200 : 304, url);
        t.same(toComparable(await ask(url, { headers })), byRoute, `${url} ${coding} ${tag}`);
      }
    }
  }
  t.same(routed, []);
  const scraped = (await metrics?.write()) ?? '';
  t.match(scraped, /active_requests\{http_request_method="GET"\} 0/);
  t.match(scraped, 'second_opinion_cache_hits_total 0');
});

t.test('what cannot be made is told by the route, whatever is wrong with it', async (t) => {
  const { routed, measured } = noteRouted();
  const { ask, request, store } = await openListening(t, { settings: keepNothing, measured });
  await withdraw(store, { type: 'question', id: 'q2' }, { reason: 'unpublished' });
  const addresses = [
    ['/v1/questions/none', 404],
    ['/v1/questions/q1', 308],
    ['/v1/questions/q1/jsonld', 308],
    ['/v1/questions/question-2', 410],
    ['/v1/answers/answer-2', 410],
    ['/v1/answers/so_live_0123456789abcdef', 400],
    [`/v1/answers/${'a'.repeat(129)}`, 414],
    ['/v1/questions/question%2D1', 200],
    ['/v1/questions/Question-1', 404],
    [`${article}?revision=1`, 200],
    [`${article}?revision=9`, 404],
  ] as const;
  for (const [url, status] of addresses) {
    const { statusCode, headers, rawPayload } = await request({ url, headers: { host: 'localhost:80' } });
    const byRoute = toComparable({ status: statusCode, headers, body: rawPayload.toString('latin1') });
    const answer = await ask(url, { headers: { host: 'localhost:80' } });
    t.equal(answer.status, status, url);
    t.same(toComparable(answer), byRoute, url);
  }
  t.same(
    routed,
    addresses.map(([url]) => url),
    'each came to its route once',
  );
});

t.test('what had to be made is charged once, and an answer without content not at all', async (t) => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const settings = { ...keepNothing, TRUSTED_PROXIES: '127.0.0.1', ANONYMOUS_LIMITS: 'day=4' };
  const { routed, measured } = noteRouted();
  const { ask, keys, app } = await openListening(t, { settings, logger, measured });
  const from = { 'x-forwarded-for': '203.0.113.7' };
  const left = async () => (await ask('/v1/quota', { headers: from })).headers.ratelimit;
  t.match(await left(), 'r=4');
  t.equal((await ask(article, { headers: from })).status, 200);
  t.match(await left(), 'r=3');
  for (let count = 0; count < 5; count += 1) {
    t.equal((await ask(article, { headers: { ...from, 'if-none-match': '*' } })).status, 304);
  }
  t.match(await left(), 'r=3');
  t.equal((await ask('/v1/questions/none', { headers: from })).status, 404);
  t.match(await left(), 'r=2');
  for (let count = 0; count < 2; count += 1) t.equal((await ask(article, { headers: from })).status, 200);
  t.equal((await ask(article, { headers: from })).status, 429);
  t.same(
    routed.filter((url) => url !== '/v1/quota'),
    // With the first, the service learns what is current.
    [article, '/v1/questions/none', article],
  );
  t.same(
    lines.filter(({ route }) => route === '/v1/questions/:slug').map(({ status }) => status),
    [200, 304, 304, 304, 304, 304, 404, 200, 200, 429],
  );
  await app.close();
  const usage = await keys.listUsage({ key: undefined, from: undefined, to: undefined });
  t.match(
    usage.filter(({ route }) => route === '/v1/questions/:slug'),
    [{ requests: 10, charged: 4 }],
  );
});

t.test('who is not limited is charged nothing', async (t) => {
  const { ask, keys, app } = await openListening(t, { settings: keepNothing });
  for (let count = 0; count < 3; count += 1) await ask(article);
  await app.close();
  t.match(await keys.listUsage({ key: undefined, from: undefined, to: undefined }), [{ requests: 3, charged: 0 }]);
});

/** As `openQuestions`, but what is looked up by name takes a while. */
async function openSlow(t: Test, settings: OpenAppOptions['settings'] = {}) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const opened = await openListening(t, { settings: { ...keepNothing, ...settings }, logger, measured: createMetrics });
  const { store } = opened;
  const { findQuestion } = store;
  const asked: string[] = [];
  Object.assign(store, {
    async findQuestion(...given: Parameters<typeof findQuestion>) {
      asked.push(given[0]);
      await setTimeout(200);
      return findQuestion(...given);
    },
  });
  await opened.ask('/v1/topics');
  return { ...opened, asked, lines };
}

t.test('what fails is looked up once, and its time is told from when it was asked for', async (t) => {
  const { ask, asked, lines, metrics } = await openSlow(t);
  t.equal((await ask('/v1/questions/none')).status, 404);
  t.same(asked, ['none']);
  const line = lines.find(({ status }) => status === 404);
  t.ok(Number(line?.milliseconds) >= 190, `${line?.milliseconds} ms`);
  const sum = /duration_seconds_sum\{[^}]*status_code="404"[^}]*\} (\S+)/.exec((await metrics?.write()) ?? '')?.[1];
  t.ok(Number(sum) >= 0.19, `${sum} s`);
});

t.test('who hangs up has paid for what was begun', async (t) => {
  const { ask, asked } = await openSlow(t, { TRUSTED_PROXIES: '127.0.0.1', ANONYMOUS_LIMITS: 'day=5' });
  const from = { 'x-forwarded-for': '203.0.113.7' };
  for (const name of ['none', 'question-1']) {
    const given = ask(`/v1/questions/${name}`, { headers: from, hangUpAfter: 50 });
    await t.rejects(given);
  }
  while (asked.length < 2) await setTimeout(10);
  await setTimeout(400);
  t.match((await ask('/v1/quota', { headers: from })).headers.ratelimit, 'r=3');
});

t.test('an operation that is deprecated says so, made or ready', async (t) => {
  const notice = { since: '2026-12-01', sunset: '2027-12-01', link: 'https://second-opinion.dev/changes' };
  // The document does not know of it: no answer can be held against it.
  const { app } = await openQuestions(t, 1, { deprecated: { getQuestion: notice } });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const findNotice = async (url: string) => (await fetch(`${origin}${url}`)).headers.get('deprecation');
  t.equal(await findNotice('/v1/answers/answer-1'), null);
  for (const time of ['made', 'ready']) t.equal(await findNotice(article), '@1796083200', time);
});

t.test('many who ask for the same at once are all answered, with one answer', async (t) => {
  const { ask, metrics } = await openListening(t, { measured: createMetrics });
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(article)));
  for (const answer of answers) t.same(answer, answers[0]);
  t.equal(answers[0]?.status, 200);
  t.match(await metrics?.write(), /active_requests\{http_request_method="GET"\} 0/);
});

t.test('while too much is asked at once, nothing is made in front', async (t) => {
  const { ask, app } = await openListening(t, { settings: { ...keepNothing, OVERLOAD_HEAP_BYTES: '1' } });
  while (!app.isUnderPressure()) await new Promise(setImmediate);
  t.equal((await ask(article)).status, 503);
});
