import { createRandom, sample } from '../content/random.mjs';
import { keepPaths, load } from '../load/load.mjs';
import { readCpuSeconds } from '../process.mjs';
import { callerHeaders, startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';

const WORKERS = 2;
const PATHS = 20_000;
const bar = { atLeast: 1.8 };
const headers = { ...callerHeaders, 'Accept-Encoding': 'identity' };
const perSecond = ({ requests, seconds }) => requests / seconds;
const cpu = (one) => one.cpuSeconds / one.requests;

/** What two workers answer against one: where the load takes next to nothing of the cores, and where it takes much. */
export async function measureWorkers(context) {
  const { slugs, article } = context;
  const articles = sample(slugs, PATHS, createRandom(6)).map((slug) => `/v1/questions/${slug}`);
  return {
    scaling: [
      await measureScaling(context, { title: 'article, miss', paths: articles, settings: { CACHE_BYTES: '0' } }),
      await measureScaling(context, { title: 'article, warm', paths: [article], settings: {} }),
    ],
  };
}

async function measureScaling({ database, seconds, rounds, patience, tell }, { title, paths, settings }) {
  tell(`${WORKERS} workers: ${title}`);
  const start = (count) => startSecondOpinion(database, { ...settings, WORKERS: String(count) });
  const sides = { one: await start(1), more: await start(WORKERS) };
  try {
    const file = keepPaths(paths);
    const measure = async ({ url, pid }) => {
      const before = readCpuSeconds(pid);
      const loaded = await load({ url, headers, seconds, file });
      return { ...loaded, cpuSeconds: readCpuSeconds(pid) - before };
    };
    for (const side of Object.values(sides)) await measure(side);
    const isNoisy = (measured) => toRatio(measured, 'more', 'one', perSecond).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const speed = (name) => quantile(measured[name].map(perSecond), 0.5);
    return {
      ...{ title, bar, one: speed('one'), more: speed('more') },
      ratio: toRatio(measured, 'more', 'one', perSecond),
      cpu: toRatio(measured, 'more', 'one', cpu),
    };
  } finally {
    await Promise.all(Object.values(sides).map((server) => server.stop()));
  }
}
