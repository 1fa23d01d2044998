import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { serveMetrics } from '../../src/metrics/listener.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { openApp } from '../support/app.js';
import { exchange } from '../support/exchange.js';

async function openMeasured(t: Test) {
  const opened = await openApp(t, { logger: pino({ level: 'silent' }), measured: createMetrics });
  const { metrics } = opened;
  if (!metrics) throw new Error('nothing is measured');
  const listener = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
  t.teardown(() => listener.close().then(() => metrics.close()));
  return { ...opened, address: listener.address, origin: await opened.listen() };
}

const valuesOf = (text: string, name: string) =>
  Object.fromEntries(
    [...text.matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))].map(([, labels = '', value]) => [
      labels,
      Number(value),
    ]),
  );

t.test('what is scraped tells of requests by template, of the content, the cache and the process', async (t) => {
  const { origin, address } = await openMeasured(t);
  const article = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
  for (const path of [article, article, '/v1/questions/none', '/nowhere', '/v1/search?q=knee', '/v1/questions/%zz']) {
    await (await fetch(`${origin}${path}`)).arrayBuffer();
  }
  const answer = await fetch(address);
  t.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  const labels = (route: string, status: number) =>
    `{http_request_method="GET",http_route="${route}",http_response_status_code="${status}"}`;
  t.same(valuesOf(text, 'http_server_request_duration_seconds_count'), {
    [labels('/v1/questions/:slug', 200)]: 2,
    [labels('/v1/questions/:slug', 404)]: 1,
    [labels('', 404)]: 1,
    [labels('/v1/search', 200)]: 1,
    [labels('', 400)]: 1,
  });
  t.same(valuesOf(text, 'http_server_active_requests'), { '{http_request_method="GET"}': 0 });
  t.same(valuesOf(text, 'second_opinion_content_revision'), { '': 1 });
  t.same(valuesOf(text, 'second_opinion_cache_hits_total'), { '': 1 });
  t.same(valuesOf(text, 'second_opinion_cache_misses_total'), { '': 3 });
  for (const name of ['second_opinion_cache_bytes', 'second_opinion_content_resources', 'process_memory_usage_bytes']) {
    t.ok((valuesOf(text, name)[''] ?? 0) > 0, name);
  }
  const others = ['second_opinion_content_age_seconds', 'nodejs_eventloop_utilization_ratio', 'process_uptime_seconds'];
  for (const name of others) t.ok(Number.isFinite(valuesOf(text, name)['']), name);
  t.ok(Object.keys(valuesOf(text, 'v8js_memory_heap_used_bytes')).length > 3);
  t.equal(Object.keys(valuesOf(text, 'process_cpu_time_seconds_total')).length, 2);
  t.notMatch(text, /knee/);
});

t.test('nothing that clients make up becomes a label, and the series are few', async (t) => {
  const { origin, address } = await openMeasured(t);
  const made: string[] = [];
  const methods = ['GET', 'POST', 'PROPFIND', 'M-SEARCH', 'PURGE'];
  for (let n = 0; n < 300; n += 1) {
    const word = `w${randomBytes(6).toString('hex')}`;
    made.push(word);
    const path = [`/${word}`, `/v1/questions/${word}`, `/v1/search?q=${word}`, `/v1/${word}/x`, `/v1?${word}=1`][n % 5];
    const head = `${methods[n % 7] ?? 'GET'} ${path} HTTP/1.1\r\nHost: ${word}\r\nAuthorization: Bearer ${word}\r\n`;
    await exchange(origin, `${head}Connection: close\r\n\r\n`);
  }
  const text = await (await fetch(address)).text();
  for (const word of made) if (text.includes(word)) t.fail(`${word} is in the metrics`);
  const series = Object.keys(valuesOf(text, 'http_server_request_duration_seconds_count'));
  t.ok(series.length <= 20, `${series.length} series`);
  t.same(valuesOf(text, 'http_server_active_requests')['{http_request_method="_OTHER"}'], 0, 'unknown methods are one');
});

t.test('the listener has the metrics and nothing else, and the API does not have them', async (t) => {
  const { origin, address } = await openMeasured(t);
  t.equal((await fetch(`${origin}/metrics`)).status, 404);
  t.equal((await fetch(address.replace('/metrics', '/v1'))).status, 404);
  t.equal((await fetch(address, { method: 'POST' })).status, 405);
});
