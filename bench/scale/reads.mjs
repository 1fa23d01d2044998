// The reads that are measured, the same for every size: each picks evenly, by numbers that are the same in every run.
import { parseQuery } from '../../dist/search/query.js';

const pairs = ['knee running', 'shoulder gardening', 'swelling heel', 'hip cycling', 'ankle stiffness', 'back rowing'];
const WINDOW_CHANGES = 100;
/** Far more than the engine keeps in memory, few enough for the system to have read them all before. */
const ARTICLES = 2000;

function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Gives the reads by name; each, called, reads once. */
export async function buildReads(store, slugs) {
  const { revision: at } = await store.refresh();
  const below = numbers(1);
  const search = (q, after) => store.search(parseQuery(q), {}, { limit: 20, after }, at);
  const list = (after) => store.listQuestions({}, { limit: 20, after }, 'summary', at);
  const drawn = Array.from({ length: ARTICLES }, () => slugs[below(slugs.length)]);
  for (const slug of drawn) await store.findQuestion(slug, at);
  const starts = await places(at, list);
  return {
    article: async () => {
      const found = await store.findQuestion(drawn[below(ARTICLES)], at);
      if (found.state !== 'live') throw new Error(`An article is ${found.state}.`);
    },
    'list page': () => list(starts.list[below(starts.list.length)]),
    'full list page': () =>
      store.listQuestions({}, { limit: 20, after: starts.list[below(starts.list.length)] }, 'full', at),
    window: () =>
      store.windowPage(0, at, starts.window[below(starts.window.length)], { changes: WINDOW_CHANGES, bytes: 1e9 }),
    'two words': () => search(pairs[below(pairs.length)]),
    the: () => search('the'),
  };
}

/** Places spread over the whole, from where a page begins: of the list, and of the history. */
async function places(at, list) {
  const first = await list(undefined);
  const found = { list: [undefined, first.next], window: [undefined] };
  for (let part = 1; part < 20; part += 1) {
    const revision = Math.max(1, Math.floor((part * at) / 20));
    found.list.push({ rank: revision, id: 'm' });
    found.window.push({ revision, type: 'question', id: 'm' });
  }
  return found;
}
