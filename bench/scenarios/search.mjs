import { createRandom, sample } from '../content/random.mjs';
import { keepPaths, load } from '../load/load.mjs';
import { askUntilRight } from '../process.mjs';
import { callerHeaders, startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';

const QUERIES = 500;
const identity = { 'Accept-Encoding': 'identity' };
const p50 = (one) => one.p50;

/** What a search takes against an article: asked one after the other on one connection, nothing of it in the cache. */
export async function measureSearch(context) {
  const { database, slugs, seconds, rounds, tell, patience } = context;
  const server = await startSecondOpinion(database, { CACHE_BYTES: '0' });
  try {
    tell('search');
    const random = createRandom(4);
    const { pairs, common } = await findQueries(server, slugs, random);
    const toSearch = (query) => `/v1/search?q=${encodeURIComponent(query)}`;
    const articles = sample(slugs, 10_000, random).map((slug) => `/v1/questions/${slug}`);
    const sides = {
      article: keepPaths(articles),
      two: keepPaths(pairs.map(toSearch)),
      common: keepPaths([toSearch(common)]),
    };
    const headers = { ...callerHeaders, ...identity };
    const measure = (file) => load({ url: server.url, headers, seconds, connections: 1, file });
    for (const file of Object.values(sides)) await measure(file);
    const isNoisy = (measured) => ['two', 'common'].some((name) => toRatio(measured, name, 'article', p50).isNoisy);
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const wait = (name) => quantile(measured[name].map(p50), 0.5);
    const row = (title, name, bar) => ({
      ...{ title, bar, milliseconds: wait(name), against: wait('article') },
      ratio: toRatio(measured, name, 'article', p50),
    });
    const of = `${slugs.length.toLocaleString('en')} questions`;
    return {
      latencies: [
        row(`search, two words, ${of}: p50 against a missing article`, 'two', { atMost: 5 }),
        row(`search, a word of every question, ${of}: p50 against the same`, 'common', { atMost: 10 }),
      ],
    };
  } finally {
    await server.stop();
  }
}

/** Pairs of words that stand together in a question, taken from questions; and a word that most questions have. */
async function findQueries({ url }, slugs, random) {
  const pairs = [];
  const seen = new Map();
  for (const slug of sample(slugs, QUERIES, random)) {
    const { title, answers } = JSON.parse((await askUntilRight(`${url}/v1/questions/${slug}`)).body.toString());
    const text = [title, ...answers.map(({ body }) => body.text)].join(' ');
    const words = [...new Set(text.toLowerCase().match(/[a-z]{4,}/g))];
    for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);
    pairs.push(sample(words, 2, random).join(' '));
  }
  const [[common]] = [...seen].sort(([, one], [, other]) => other - one);
  return { pairs, common };
}
