// This project, as an operator runs it: `second-opinion serve` from dist/, with metrics and with limits that are really
// counted. Callers on this machine are not limited, so the load says that it comes from elsewhere, through a proxy that is trusted.
import { openSync } from 'node:fs';
import { main } from '../content/database.mjs';
import { ask, findPort, startServer } from '../process.mjs';

/** What every request to every server carries. */
export const callerHeaders = { 'X-Forwarded-For': '203.0.113.7' };

const QUOTA = 100_000_000;

export async function startSecondOpinion(database, { ready = '/readyz', ...settings } = {}) {
  const [port, metricsPort] = [await findPort(), await findPort()];
  const url = `http://127.0.0.1:${port}`;
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: `sqlite:${database}`,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    TRUSTED_PROXIES: '127.0.0.1',
    ANONYMOUS_LIMITS: `minute=${QUOTA},day=${QUOTA}`,
    LOG_LEVEL: 'warn',
    SNAPSHOT_SECONDS: 'off',
    DRAIN_SECONDS: '0',
    ...settings,
  };
  // The log goes where nobody reads it, but it goes.
  const output = openSync('/dev/null', 'w');
  const process_ = await startServer(process.execPath, [main, 'serve'], { env, output, url: `${url}${ready}` });
  return { ...process_, url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` };
}

/** Throws unless the settings of the measured servers count requests: with a quota of one, the second must be refused. */
export async function requireLimits(database, paths) {
  const server = await startSecondOpinion(database, { ANONYMOUS_LIMITS: 'day=1' });
  const statuses = [];
  for (const path of paths) statuses.push((await ask(`${server.url}${path}`, callerHeaders)).status);
  const metrics = (await ask(server.metricsUrl)).body.toString();
  await server.stop();
  if (!statuses.includes(429)) throw new Error(`The limits are off: a quota of one was answered with ${statuses}.`);
  if (!metrics.includes('http_server_request_duration_seconds_count{')) throw new Error('The metrics are off.');
}

/** What a server tells of its cache: `hits_total`, `misses_total`, `bytes`. */
export async function readCacheMetric({ metricsUrl }, name) {
  const metrics = (await ask(metricsUrl)).body.toString();
  return Number(new RegExp(`^second_opinion_cache_${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(metrics)?.[1]);
}

/** How much of what was looked for the cache had, from 0 to 1. */
export async function readHitRatio(server) {
  const [hits, misses] = [await readCacheMetric(server, 'hits_total'), await readCacheMetric(server, 'misses_total')];
  return hits / (hits + misses);
}
