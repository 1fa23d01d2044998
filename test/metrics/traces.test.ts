import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { createTraces } from '../../src/metrics/traces.js';
import { openApp } from '../support/app.js';

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly status: { readonly code?: number };
}

/** An OTLP receiver on the loopback: gives all that came, as text. */
async function openReceiver(t: Test) {
  const came: string[] = [];
  const server = createServer(async (request, response) => {
    came.push(`${request.url}\n${await text(request)}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, came };
}

const spansIn = (came: readonly string[]): Span[] =>
  came.flatMap((one) => {
    const body: { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] } = JSON.parse(one.slice(one.indexOf('\n') + 1));
    return body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });

const SECRET = 'haemorrhoids';

t.test('each request is a span with its route template, and nothing of what was asked or by whom', async (t) => {
  const { origin, came } = await openReceiver(t);
  const traces = createTraces(origin);
  const { get, store } = await openApp(t, { traces, settings: { TRUSTED_PROXIES: '127.0.0.1' } });
  const headers = { 'x-forwarded-for': '203.0.113.77', cookie: SECRET, 'user-agent': SECRET };
  const addresses = [
    `/v1/search?q=${SECRET}`,
    `/v1/questions/${SECRET}`,
    `/v1/questions?cursor=${SECRET}`,
    `/${SECRET}`,
  ];
  for (const url of addresses) await get(url, headers);
  await store.close();
  await get('/v1/authors', headers);
  await traces.close();

  const all = came.join('\n');
  t.match(all, /^\/v1\/traces\n/);
  t.notMatch(all, new RegExp(`${SECRET}|203\\.0\\.113|127\\.0\\.0\\.1|not open|closed`));
  const spans = spansIn(came);
  const requests = spans.filter(({ kind }) => kind === 2);
  const seen = requests.map(({ name, attributes, status }) => [
    name,
    attributes.find(({ key }) => key === 'http.response.status_code')?.value,
    status.code ?? 0,
  ]);
  t.match(seen, [
    ['GET /v1/search', { intValue: 200 }, 0],
    ['GET /v1/questions/:slug', { intValue: 404 }, 0],
    ['GET /v1/questions', { intValue: 400 }, 0],
    ['GET', { intValue: 404 }, 0],
    ['GET /v1/authors', {}, 2],
  ]);
  const [search] = requests;
  const handler = spans.find(({ name, traceId }) => name === 'handler' && traceId === search?.traceId);
  t.equal(handler?.parentSpanId, search?.spanId, 'the handler is a part of its request');
});

t.test('a request that is part of a trace is a part of it here too, unless that is not recorded', async (t) => {
  const { origin, came } = await openReceiver(t);
  const traces = createTraces(origin);
  const { listen } = await openApp(t, { traces });
  const service = await listen();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const parent = '00f067aa0ba902b7';
  const ask = async (path: string, headers: Record<string, string>) =>
    t.equal((await fetch(`${service}${path}`, { headers })).status, 200, path);
  await ask('/v1/topics', { traceparent: `00-${traceId}-${parent}-01`, tracestate: `${SECRET}=1` });
  await ask('/v1/authors', { traceparent: `00-${traceId}-${parent}-00` });
  await ask('/v1/exercises', { traceparent: `00-${'0'.repeat(32)}-${parent}-01` });
  await ask('/v1/disclaimers', {});
  await traces.close();

  t.notMatch(came.join('\n'), SECRET, 'what others keep in `tracestate` goes no further');
  const requests = spansIn(came).filter(({ kind }) => kind === 2);
  t.match(requests, [
    { name: 'GET /v1/topics', traceId, parentSpanId: parent },
    { name: 'GET /v1/exercises' },
    { name: 'GET /v1/disclaimers' },
  ]);
  t.equal(requests.length, 3);
  for (const { traceId: own, parentSpanId } of requests.slice(1)) {
    t.not(own, traceId);
    t.equal(parentSpanId, undefined);
  }
  const handler = spansIn(came).find(
    ({ name, parentSpanId }) => name === 'handler' && parentSpanId === requests[0]?.spanId,
  );
  t.equal(handler?.traceId, traceId);
});

t.test('an endpoint that is not there stops nothing', async (t) => {
  const traces = createTraces('http://127.0.0.1:1');
  const { get } = await openApp(t, { traces });
  t.equal((await get('/v1/topics')).statusCode, 200);
  await traces.close();
});
