import { createRandom, sample } from '../content/random.mjs';
import { keepPaths, load } from '../load/load.mjs';
import { ask, findPort, readCpuSeconds, startServer } from '../process.mjs';
import { capture } from '../servers/ceiling.mjs';
import { callerHeaders, readHitRatio, startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';
import { findPid } from './cluster.mjs';

const PATHS = 3000;
const headers = { ...callerHeaders, 'Accept-Encoding': 'identity' };
export const perSecond = ({ requests, seconds }) => requests / seconds;
const cpu = (one) => one.cpuSeconds / one.requests;
export const toMicroseconds = (measured, read) => 1e6 * quantile(measured.map(read), 0.5);

/** Some articles, drawn evenly. */
export const drawPaths = (slugs) => sample(slugs, PATHS, createRandom(2)).map((slug) => `/v1/questions/${slug}`);

export function measureLoad({ url, pid, database }, file, path, seconds) {
  return async () => {
    const [before, databaseBefore] = [readCpuSeconds(pid), database ? readCpuSeconds(database) : 0];
    const loaded = await load({ url: file ? url : `${url}${path}`, headers, seconds, file });
    const databaseSeconds = database ? readCpuSeconds(database) - databaseBefore : 0;
    return { ...loaded, cpuSeconds: readCpuSeconds(pid) - before, databaseSeconds };
  };
}

/** An article from the cache, by a node on PostgreSQL and by one on SQLite. */
export async function measureWarm({ cluster, database, article, seconds, rounds, patience }) {
  const sides = {
    postgres: await startSecondOpinion(database, { DATABASE_URL: cluster.primary.url('content') }),
    sqlite: await startSecondOpinion(database),
  };
  try {
    const measure = (side) => measureLoad(side, undefined, article, seconds)();
    for (const side of Object.values(sides)) await measure(side);
    const isNoisy = (measured) => toRatio(measured, 'postgres', 'sqlite', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const speed = (name) => quantile(measured[name].map(perSecond), 0.5);
    return [
      {
        title: 'article, warm: a node on PostgreSQL against one on SQLite',
        ...{ ours: speed('postgres'), against: speed('sqlite'), unit: 'a second' },
        ...{ ratio: toRatio(measured, 'postgres', 'sqlite', perSecond), bar: { atLeast: 0.95 } },
      },
      {
        title: 'the same, CPU a request',
        ...{ ours: toMicroseconds(measured.postgres, cpu), against: toMicroseconds(measured.sqlite, cpu), unit: 'µs' },
        ...{ ratio: toRatio(measured, 'postgres', 'sqlite', cpu), bar: { atMost: 1.05 } },
      },
    ];
  } finally {
    for (const side of Object.values(sides)) await side.stop();
  }
}

/** Every article that is asked for, as a finished document in a table of one key and one value. */
async function keepDocuments({ ask: query, primary }, { url }, paths) {
  await query(primary.url(), 'CREATE DATABASE documents');
  const documents = primary.url('documents');
  await query(documents, 'CREATE TABLE document (path text COLLATE "C" PRIMARY KEY, body text)');
  const bodies = [];
  for (const path of paths) bodies.push((await ask(`${url}${path}`, headers)).body.toString());
  await query(documents, 'INSERT INTO document SELECT * FROM unnest($1::text[], $2::text[])', [paths, bodies]);
  await query(documents, 'VACUUM ANALYZE document');
  return documents;
}

async function startBare(url, [answer], path) {
  const port = await findPort();
  const script = new URL('../servers/bare-postgres.mjs', import.meta.url).pathname;
  const args = [decodeURIComponent(script), url, String(port), JSON.stringify(answer.headers)];
  const address = `http://127.0.0.1:${port}`;
  const env = { NODE_ENV: 'production' };
  return { ...(await startServer(process.execPath, args, { url: `${address}${path}`, env })), url: address };
}

/** An article that is not in the cache, against `pg` reading it as one finished document. */
export async function measureMiss({ cluster, database, slugs, seconds, rounds, patience }) {
  const paths = drawPaths(slugs);
  const settings = { DATABASE_URL: cluster.primary.url('content'), CACHE_BYTES: '0' };
  const ours = await startSecondOpinion(database, settings);
  const documents = await keepDocuments(cluster, ours, paths);
  const bare = await startBare(documents, await capture(ours.url, paths.slice(0, 1), headers), paths[0]);
  try {
    const server = await findPid(cluster, cluster.primary);
    const sides = { ours: { ...ours, database: server }, bare: { ...bare, database: server } };
    const file = keepPaths(paths);
    const measure = (side) => measureLoad(side, file, undefined, seconds)();
    // Until the compiler of each has seen enough.
    for (let turn = 0; turn < 3; turn += 1) for (const side of Object.values(sides)) await measure(side);
    const isNoisy = (measured) => toRatio(measured, 'ours', 'bare', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const hits = await readHitRatio(ours);
    if (!(hits < 0.01)) throw new Error(`The cache had ${hits} of what should have been missing.`);
    const speed = (name) => quantile(measured[name].map(perSecond), 0.5);
    const of = (read) => ({
      ...{ ours: toMicroseconds(measured.ours, read), against: toMicroseconds(measured.bare, read), unit: 'µs' },
      ratio: toRatio(measured, 'ours', 'bare', read),
    });
    return [
      {
        title: 'article, miss, against bare `node:http` and `pg` reading it as one document',
        ...{ ours: speed('ours'), against: speed('bare'), unit: 'a second' },
        ...{ ratio: toRatio(measured, 'ours', 'bare', perSecond), bar: { atLeast: 0.6 } },
      },
      { title: 'the same, CPU a request of the node', ...of(cpu) },
      { title: 'the same, CPU a request of the database', ...of((one) => one.databaseSeconds / one.requests) },
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}
