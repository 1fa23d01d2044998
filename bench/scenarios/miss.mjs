import { createRandom, sample } from '../content/random.mjs';
import { askUntilRight } from '../process.mjs';
import { readHitRatio, startSecondOpinion } from '../servers/second-opinion.mjs';
import { measureAll, startAlike, stopAll } from './throughput.mjs';

const PATHS = 100_000;
const PAGES = 400;
const identity = { 'Accept-Encoding': 'identity' };

/** What is not in the cache: it keeps nothing, and each request is for something else. */
export async function measureMiss(context) {
  const { database, slugs } = context;
  const servers = await startAlike(() => startSecondOpinion(database, { CACHE_BYTES: '0' }));
  try {
    const articles = sample(slugs, PATHS, createRandom(2)).map((slug) => `/v1/questions/${slug}`);
    const of = `${slugs.length.toLocaleString('en')} questions`;
    const pages = await listPages(servers[0], context);
    const scenarios = [
      { title: `article, miss, of ${of}`, paths: articles, bar: { atLeast: 0.45 } },
      { title: `list of 20, miss, of ${of}`, paths: pages, bar: { atLeast: 0.25 } },
    ];
    const figures = await measureAll(
      scenarios.map((scenario) => ({ servers, headers: identity, ...scenario })),
      context,
    );
    for (const server of servers) {
      const hits = await readHitRatio(server);
      if (!(hits < 0.01)) throw new Error(`The cache had ${hits} of what should have been missing.`);
    }
    return { figures };
  } finally {
    await stopAll(servers);
  }
}

/** Pages of the list from one end to the other, of all questions and of those of some topics, in no order. */
async function listPages({ url }, { topics }) {
  const pages = [];
  for (const filter of ['', ...topics.map((topic) => `topic=${topic}&`)]) {
    let cursor = '';
    for (let count = 0; count < PAGES / (topics.length + 1); count += 1) {
      const path = `/v1/questions?${filter}${cursor}limit=20`;
      const { body } = await askUntilRight(`${url}${path}`);
      const { nextCursor } = JSON.parse(body.toString()).page;
      pages.push(path);
      if (nextCursor === null) break;
      cursor = `cursor=${nextCursor}&`;
    }
  }
  return sample(pages, pages.length, createRandom(3));
}
