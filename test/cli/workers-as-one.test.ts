import { once } from 'node:events';
import { setTimeout as think } from 'node:timers/promises';
import t from 'tap';
import { succeeded } from './command.js';
import { isAlive, workersOf } from './log.js';
import { ask, openAgents, openWorkers } from './pool.js';

const article = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
const CONNECTIONS = 8;

t.test('what is withdrawn is gone from every worker within a second', async (t) => {
  const { run, address, workers, answered } = await openWorkers(t);
  const agents = openAgents(t, CONNECTIONS);
  /** When the article was last asked for in vain: what was answered then is seen. */
  let seenAt = 0;
  let isWithdrawn = false;
  const watching = agents.map(async (agent) => {
    for (let gone = 0; gone < 20; ) {
      const askedAt = Date.now();
      const { status } = await ask(`${address}${article}`, {}, agent);
      if (status === 200) seenAt = Math.max(seenAt, askedAt);
      if (status === 410) gone += 1;
      t.ok(status === 200 || (status === 410 && isWithdrawn), String(status));
      await think(10);
    }
  });
  isWithdrawn = true;
  succeeded(t, await run(['withdraw', 'question/knee-pain-after-running', '--reason', 'retracted']));
  await Promise.all(watching);
  const { publishedAt } = JSON.parse((await ask(`${address}/v1/revisions/latest`)).body);
  t.same(await answered(), new Set(workers), 'both were asked');
  const milliseconds = seenAt - Date.parse(publishedAt);
  t.ok(seenAt > 0 && milliseconds < 1000, `last seen ${milliseconds} ms after it was withdrawn`);
});

t.test('one quota holds over all workers, but for what they had not heard of each other', async (t) => {
  const [quota, thinking] = [200, 20];
  const settings = { TRUSTED_PROXIES: '127.0.0.1', ANONYMOUS_LIMITS: `day=${quota}`, CACHE_BYTES: '0' };
  const { address, workers, answered } = await openWorkers(t, settings);
  const reader = { 'x-forwarded-for': '203.0.113.7' };
  let admitted = 0;
  const asking = openAgents(t, CONNECTIONS).map(async (agent) => {
    for (let refused = 0; refused < 10; ) {
      const { status } = await ask(`${address}/v1/topics`, reader, agent);
      if (status === 200) admitted += 1;
      else refused += 1;
      await think(thinking);
    }
  });
  await Promise.all(asking);
  t.same(await answered(), new Set(workers), 'both were asked');
  // What all connections together ask for in twice the time after which every worker knows.
  const unheard = (2 * 100 * CONNECTIONS) / thinking;
  t.ok(admitted >= quota, `${admitted} were admitted`);
  t.ok(admitted <= quota + unheard, `${admitted} is at most ${quota + unheard}`);
  for (const agent of openAgents(t, CONNECTIONS)) {
    t.match(JSON.parse((await ask(`${address}/v1/quota`, reader, agent)).body), { policies: [{ remaining: 0 }] });
  }
  t.equal((await ask(`${address}/v1/topics`, { 'x-forwarded-for': '203.0.113.8' })).status, 200, 'others have theirs');
});

t.test('one scrape counts what all workers have answered, those that have ended included', async (t) => {
  const { child, log, address, workers } = await openWorkers(t, { METRICS_PORT: '0' });
  const { address: metrics } = await log.next('metrics');
  const read = async (name: string) => {
    const text = await (await fetch(String(metrics))).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  };
  const answers = 'http_server_request_duration_seconds_count\\{.*http_route="/v1/topics".*';
  for (let n = 0; n < 10; n += 1) await ask(`${address}/v1/topics`);
  t.equal(await read(answers), 10);
  t.equal(await read('second_opinion_cache_misses_total'), 2, 'each has a cache of its own');
  t.equal(await read('second_opinion_cache_hits_total'), 8);
  t.equal(await read('second_opinion_content_revision'), 1);
  t.equal(await read('second_opinion_content_resources'), 13);
  t.equal(await read('second_opinion_workers'), 2);
  t.equal(await read('second_opinion_limit_failures_total'), 0);
  t.ok((await read('process_memory_usage_bytes')) > 3 * 2 ** 25, 'of all processes');

  child.kill('SIGHUP');
  const [doomed] = workersOf(await log.next('reloaded'));
  while (workers.some(isAlive)) await ask(`${address}/livez`);
  for (let n = 0; n < 4; n += 1) await ask(`${address}/v1/topics`);
  t.equal(await read(answers), 14, 'those that were replaced are counted still');

  process.kill(Number(doomed), 'SIGKILL');
  await log.next('a worker ended: another takes its place');
  t.equal(await read(answers), 14, 'and so is one that crashed');
  t.equal(await read('second_opinion_worker_failures_total'), 1);
});

t.test('the usage of a key is what all workers have counted', async (t) => {
  const { child, run, address, workers, answered } = await openWorkers(t);
  const created = await run(['keys', 'create', 'acme', '--json']);
  succeeded(t, created);
  const { key: text } = JSON.parse(created.stdout);
  for (let n = 0; n < 6; n += 1) {
    t.equal((await ask(`${address}/v1/topics`, { authorization: `Bearer ${text}` })).status, 200);
  }
  t.same(await answered(), new Set(workers));
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
  const { usage }: { usage: readonly { requests: number }[] } = JSON.parse(
    (await run(['usage', '--key', 'acme', '--json'])).stdout,
  );
  t.equal(
    usage.reduce((sum, { requests }) => sum + requests, 0),
    6,
  );
});
