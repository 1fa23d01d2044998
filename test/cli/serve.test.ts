import { once } from 'node:events';
import { copyFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { failed, openFolder, seed, succeeded, toEnd } from './command.js';
import { contentSet } from './content-set.js';
import { addressesOf, addressOf, lineWith, openServer } from './server.js';

t.test('the first start publishes the seed and serves it; the second publishes nothing again', async (t) => {
  const { serve, run } = openServer(t);
  for (const start of ['first', 'second']) {
    const child = serve(['--seed', seed]);
    const address = await addressOf(child);
    const response = await fetch(`${address}/v1/questions`);
    t.equal(response.status, 200, start);
    t.equal(response.headers.get('content-revision'), '1', start);
    child.kill('SIGTERM');
    t.same(await once(child, 'exit'), [0, null], `the ${start} ends well`);
  }
  const { revisions } = JSON.parse((await run(['revisions', '--json'])).stdout);
  t.equal(revisions.length, 1);
  succeeded(t, await run(['verify']));
});

t.test(
  'metrics are on a listener of their own, until the end, which a receiver of traces that is gone does not spoil',
  async (t) => {
    const { serve } = openServer(t);
    const child = serve(['--seed', seed], { METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    const { metrics = '', serving = '' } = await addressesOf(child, ['metrics', 'serving']);
    t.equal((await fetch(`${serving}/v1/questions`)).status, 200);
    const scraped = await fetch(metrics);
    t.match(
      await scraped.text(),
      /^http_server_request_duration_seconds_count\{.*http_route="\/v1\/questions".*\} 1$/m,
    );
    child.kill('SIGTERM');
    t.same(await once(child, 'exit'), [0, null]);
  },
);

t.test('what metrics and traces need is loaded for nobody who did not ask for them', async (t) => {
  const { serve, run, folder } = openServer(t);
  const hooks = `export async function resolve(name, context, next) {
    if (/^(?:@opentelemetry\\/|@fastify\\/otel$|.*\\/metrics-\\w+\\.js$)/.test(name)) throw new Error(name + ' was loaded');
    return next(name, context);
  }`;
  const refusing = `import { register } from 'node:module';
    register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))});`;
  await writeFile(`${folder}/refuse.mjs`, refusing);
  const settings = { NODE_OPTIONS: `--import ${pathToFileURL(`${folder}/refuse.mjs`)}`, PORT: '0' };
  const child = serve(['--seed', seed], settings);
  t.equal((await fetch(`${await addressOf(child)}/v1/questions`)).status, 200);
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
  failed(t, await run(['serve'], { ...settings, METRICS_PORT: '0' }), 1, /metrics-\w+\.js was loaded/);
  const traced = { ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  failed(t, await run(['serve'], traced), 1, /@opentelemetry\/\S+ was loaded|@fastify\/otel was loaded/);
});

t.test('of two that start at once on a new database, one publishes and both serve', async (t) => {
  const { serve } = openServer(t);
  const children = [serve(['--seed', seed]), serve(['--seed', seed]), serve(['--seed', seed])];
  for (const address of await Promise.all(children.map(addressOf))) {
    const response = await fetch(`${address}/v1/revisions/latest`);
    t.equal(response.headers.get('content-revision'), '1');
  }
});

t.test('what another process publishes is served soon after, without a restart', async (t) => {
  const { serve, run, folder } = openServer(t);
  const address = await addressOf(serve(['--seed', seed]));
  await writeFile(`${folder}/more.ndjson`, contentSet(1, 'Rest.'));
  succeeded(t, await run(['publish', 'more.ndjson']));
  const deadline = performance.now() + 5000;
  let revision: string | null = null;
  while (revision !== '2' && performance.now() < deadline) {
    revision = (await fetch(`${address}/v1/revisions/latest`)).headers.get('content-revision');
  }
  t.equal(revision, '2');
});

t.test('a server whose database is replaced says so, and is not ready until it is started again', async (t) => {
  const { serve, run, database } = openServer(t);
  succeeded(t, await run(['publish', seed]));
  await copyFile(database, `${database}.backup`);
  const child = serve([]);
  const address = await addressOf(child);
  t.equal((await fetch(`${address}/readyz`)).status, 200);
  await rename(`${database}.backup`, database);
  const said = lineWith(child, 'the store cannot be relied on: /readyz answers 503');
  const ready = await fetch(`${address}/readyz`);
  t.equal(ready.status, 503);
  t.match(await ready.json(), {
    detail: 'The database was replaced or removed under this process, which must be restarted.',
  });
  t.match(await said, { level: 50, reason: /content\.db was replaced or removed .* Restart this process\.$/ });
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
  const again = await addressOf(serve([]));
  t.equal((await fetch(`${again}/readyz`)).status, 200);
});

t.test('a port in use is one sentence and code 6', async (t) => {
  const { folder, run } = openFolder(t);
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const ended = await run(['serve'], { PORT: String(port), LOG_LEVEL: 'silent' });
  failed(
    t,
    ended,
    6,
    new RegExp(`Cannot listen on 127\\.0\\.0\\.1 port ${port}: another process listens there already\\.`),
  );
  t.notMatch(ended.stderr, folder);
});

t.test('an address of another machine is code 6', async (t) => {
  failed(
    t,
    await openFolder(t).run(['serve'], { HOST: '192.0.2.1', PORT: '0', LOG_LEVEL: 'silent' }),
    6,
    /Cannot listen on 192\.0\.2\.1/,
  );
});

t.test('a faulty seed is refused, and nothing is served', async (t) => {
  const { run } = openFolder(t, { seed: { 'a.json': '{ "type": "poem" }' } });
  failed(t, await run(['serve', '--seed', 'seed'], { LOG_LEVEL: 'silent', PORT: '0' }), 3, /a\.json/);
});

t.test('a second signal does not wait for the drain', async (t) => {
  const { serve } = openServer(t);
  const child = serve([], { DRAIN_SECONDS: '300' });
  const address = await addressOf(child);
  const ended = toEnd(t, child);
  child.kill('SIGINT');
  const draining = async () => (await fetch(`${address}/readyz`)).status === 503;
  while (!(await draining()));
  const repeat = setInterval(() => child.kill('SIGINT'), 100);
  const { code, stderr } = await ended;
  clearInterval(repeat);
  t.equal(code, 130);
  t.equal(stderr, 'second-opinion: Stopped at once by a second signal.\n');
});
