import { createRandom, sample } from '../content/random.mjs';
import { keepPaths, load } from '../load/load.mjs';
import { readMemory } from '../process.mjs';
import { callerHeaders, readCacheMetric, startSecondOpinion } from '../servers/second-opinion.mjs';

const SECONDS = 4;
const ROUNDS = 5;
const PATHS = 100_000;
const FULL = 0.95;
const CACHE_BYTES = 64 * 2 ** 20;

/** The memory of a server as it is set up by itself, whose cache is full and goes on changing: the most that it comes to. */
export async function measureMemory({ database, slugs, memory, tell }) {
  tell('memory');
  const server = await startSecondOpinion(database);
  try {
    const file = keepPaths(sample(slugs, PATHS, createRandom(7)).map((slug) => `/v1/questions/${slug}`));
    const headers = { ...callerHeaders, 'Accept-Encoding': 'identity' };
    const seen = [];
    let isFull = false;
    for (let round = 0; round < ROUNDS; round += 1) {
      await load({ url: server.url, headers, seconds: SECONDS, file });
      seen.push(readMemory(server.pid));
      isFull ||= (await readCacheMetric(server, 'bytes')) > FULL * CACHE_BYTES;
    }
    const state = isFull ? 'the cache is full' : 'the cache is not full: too few articles, or too little time';
    memory.push({ title: `articles drawn evenly, ${state}`, mebibytes: Math.max(...seen) });
    return {};
  } finally {
    await server.stop();
  }
}
