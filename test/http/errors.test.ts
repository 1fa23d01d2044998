import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import type { ProblemCode } from '../../src/problems.js';
import { problemKinds } from '../../src/problems.js';
import { openApp } from '../support/app.js';
import { exchange, parseAnswer, type RawAnswer } from '../support/exchange.js';
import { openQuestions } from '../support/open-questions.js';
import { recordResponse } from '../support/recorder.js';

/** What every error has, whichever way it took. */
function isProblem(t: Test, answer: RawAnswer, code: ProblemCode): void {
  const { status, title } = problemKinds[code];
  const { type, title: given, status: inBody, detail, instance, ...others } = JSON.parse(answer.body);
  t.equal(answer.status, status);
  t.same(
    { type, title: given, status: inBody },
    { type: `https://second-opinion.dev/problems/${code}`, title, status },
  );
  t.match(instance, /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  t.ok(typeof detail === 'string' && detail.length > 10);
  t.match(answer.headers, {
    'content-type': /^application\/problem\+json$/,
    'cache-control': status === 404 || status === 410 ? 'public, max-age=60' : 'no-store',
    'content-revision': /^\d+$/,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': /Content-Revision/,
  });
  t.same(
    Object.keys(others).filter((name) => !['errors', 'latestRevision', 'reason', 'replacedBy'].includes(name)),
    [],
  );
  t.notMatch(answer.body, /\bat \/|node_modules|SELECT|\.[jt]s:\d|SQLITE/);
}

const toRaw = ({ statusCode, headers, payload }: LightMyRequestResponse): RawAnswer => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  body: payload,
});

t.test('validation: a bad parameter is a problem', async (t) => {
  const { get } = await openQuestions(t, 1);
  isProblem(t, toRaw(await get('/v1/questions?limit=x')), 'invalid-request');
});

t.test('a thrown error is a problem, and says nothing of what is inside', async (t) => {
  const { get, store } = await openQuestions(t, 1);
  await store.close();
  const answer = toRaw(await get('/v1/questions/question-1'));
  isProblem(t, answer, answer.status === 503 ? 'unavailable' : 'internal');
});

t.test('what is not there is a problem', async (t) => {
  const { get } = await openQuestions(t, 1);
  for (const url of [
    '/nope',
    '/',
    '//v1/questions',
    '/v1/questions/',
    '/V1',
    '/v1/questions/question-1/',
    '/docs/static/x',
  ]) {
    t.test(url, async (t) => {
      const answer = toRaw(await get(url));
      const headers = { ...answer.headers, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };
      isProblem(t, url.startsWith('/docs') ? { ...answer, headers } : answer, 'not-found');
    });
  }
});

t.test('what the framework refuses before a route is reached is a problem', async (t) => {
  const { get } = await openQuestions(t, 1);
  isProblem(t, toRaw(await get('/v1/questions/%zz')), 'malformed-request');
  isProblem(t, toRaw(await get('/v1/questions/%ff')), 'malformed-request');
  isProblem(t, toRaw(await get(`/v1/questions/${'a'.repeat(129)}`)), 'uri-too-long');
  isProblem(t, toRaw(await get(`/v1/questions/${'%61'.repeat(129)}`)), 'uri-too-long');
});

const big = 'x'.repeat(20_000);
const raw: readonly (readonly [title: string, sent: string, code: ProblemCode])[] = [
  ['what is not HTTP', 'hello\r\n\r\n', 'malformed-request'],
  ['TLS spoken to a plain listener', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 'malformed-request'],
  ['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'malformed-request'],
  ['a method of no standard', 'FETCH /v1 HTTP/1.1\r\nHost: x\r\n\r\n', 'method-not-allowed'],
  ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 'method-not-allowed'],
  ['a header block that is too large', `GET /v1 HTTP/1.1\r\nHost: x\r\nX-Big: ${big}\r\n\r\n`, 'headers-too-large'],
  ['an address larger than the header block may be', `GET /${big} HTTP/1.1\r\nHost: x\r\n\r\n`, 'uri-too-long'],
  [
    'an address that is too long',
    `GET /v1?q=${'x'.repeat(5000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    'uri-too-long',
  ],
  ['a header without a name', 'GET /v1 HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 'malformed-request'],
  ['a space before the colon', 'GET /v1 HTTP/1.1\r\nHost: x\r\nA : y\r\n\r\n', 'malformed-request'],
  [
    'two lengths',
    'GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'malformed-request',
  ],
  [
    'a length and chunks',
    'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'malformed-request',
  ],
  ['no Host', 'GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n', 'malformed-request'],
  ['two Hosts', 'GET /v1 HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n', 'malformed-request'],
  [
    'two Authorizations',
    'GET /v1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer a\r\n\r\n',
    'malformed-request',
  ],
  ['two Hosts that are the same', 'GET /v1 HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', 'malformed-request'],
  ['HTTP/2 in a request line', 'GET /v1 HTTP/2.0\r\nHost: x\r\n\r\n', 'malformed-request'],
  ['HTTP/3 in a request line', 'GET /v1 HTTP/3.0\r\nHost: x\r\n\r\n', 'malformed-request'],
  ['HTTP/0.9 in a request line', 'GET /v1 HTTP/0.9\r\nHost: x\r\n\r\n', 'malformed-request'],
  ['a raw fragment', 'GET /v1#x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'malformed-request'],
  [
    'an expectation',
    'GET /v1 HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n',
    'expectation-failed',
  ],
  ['a GET with a body', 'GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello', 'invalid-request'],
  [
    'a GET with bad chunks',
    'GET /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'invalid-request',
  ],
  ['a POST', 'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello', 'method-not-allowed'],
  [
    'a POST of no media type that there is',
    'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Type: ;;\r\nContent-Length: 1\r\n\r\nx',
    'method-not-allowed',
  ],
];

t.test('what Node refuses on the socket is a problem', async (t) => {
  const { listen } = await openApp(t, { publish: null });
  const origin = await listen();
  for (const [title, sent, code] of raw) {
    t.test(title, async (t) => {
      const text = await exchange(origin, Buffer.from(sent, 'latin1'));
      const answer = parseAnswer(text);
      isProblem(t, answer, code);
      t.equal(answer.headers.connection, 'close');
      if (code === 'method-not-allowed') t.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
      recordResponse({ method: sent.split(' ')[0] ?? '', url: '/', ...answer });
    });
  }
});

t.test('what comes too slowly is a problem', async (t) => {
  const { app, listen } = await openApp(t, { publish: null });
  const origin = await listen();
  app.server.headersTimeout = 50;
  app.server.requestTimeout = 50;
  isProblem(t, parseAnswer(await exchange(origin, 'GET /v1 HTTP/1.1\r\nHost:')), 'request-timeout');
});

t.test('every limit on time is set', async (t) => {
  const { app } = await openApp(t, { publish: null });
  const { headersTimeout, requestTimeout } = app.server;
  t.same({ headersTimeout, requestTimeout }, { headersTimeout: 15_000, requestTimeout: 30_000 });
});
