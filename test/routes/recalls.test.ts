import { join } from 'node:path';
import t, { type Test } from 'tap';
import { prune } from '../../src/content/prune.js';
import { withdraw } from '../../src/content/withdraw.js';
import { openStore } from '../../src/store/open.js';
import { openApp } from '../support/app.js';
import { Device, liveAt, readPage, readWindow, syncUrl } from './device.js';
import { answer, by, openLibrary, question } from './library.js';

const two = question('sore', {
  answers: [
    answer('sore.ann', by('ann'), ['squat']),
    { ...answer('sore.bob', by('bob'), ['plank']), body: 'Jump from the roof. Try the plank.' },
  ],
});
const key = (type: 'answer' | 'question' | 'exercise' | 'disclaimer' | 'author', id: string) => ({ type, id });

async function isRecalled(t: Test, get: Awaited<ReturnType<typeof openLibrary>>['get'], url: string) {
  const response = await get(url);
  t.equal(response.statusCode, 410, url);
  t.match(response.json(), { type: /\/withdrawn$/, reason: 'safety' });
}

t.test('a recall is listed at once, the newest first, and for ever', async (t) => {
  const { get, read, reinstate, withdraw, store } = await openLibrary(t, two, question('weak'));
  const first = await get('/v1/recalls');
  t.same(first.json(), { revision: 1, data: [], page: { limit: 20, hasMore: false, nextCursor: null } });
  t.equal(first.headers['cache-control'], 'public, max-age=15');
  await withdraw(key('answer', 'sore.bob'), { reason: 'safety' });
  await withdraw(key('question', 'weak'), { reason: 'safety', replacedBy: key('question', 'sore') });
  const { revision, data } = await read('/v1/recalls');
  t.equal(revision, 3);
  t.match(data, [
    {
      ...{ type: 'question', id: 'weak', revision: 3, reason: 'safety', reinstatedIn: null },
      replacedBy: { type: 'question', id: 'sore' },
    },
    { type: 'answer', id: 'weak.ann', revision: 3, replacedBy: null },
    { type: 'answer', id: 'sore.bob', revision: 2 },
  ]);
  const one = await read('/v1/recalls?limit=1');
  const rest = await read(`/v1/recalls?limit=2&cursor=${one.page.nextCursor}`);
  t.same([...one.data, ...rest.data], data);
  t.same((await read('/v1/recalls?since=2')).data, data.slice(0, 2));
  t.same((await read('/v1/recalls?revision=2')).data, data.slice(2));
  await reinstate('weak');
  const reinstated = data.map((one: { id: string }) => ({ ...one, reinstatedIn: one.id === 'sore.bob' ? null : 4 }));
  t.same(
    (await read('/v1/recalls')).data,
    reinstated,
    'a device that missed it learns of it, and that it is right again',
  );
  t.same((await read('/v1/recalls?since=2')).data, reinstated.slice(0, 2));
  t.same((await read('/v1/recalls?revision=3')).data, data, 'as it was then');
  await withdraw(key('question', 'weak'), { reason: 'safety' });
  t.match((await read('/v1/recalls')).data, [
    { id: 'weak', revision: 5, reinstatedIn: null },
    { id: 'weak.ann', revision: 5, reinstatedIn: null },
    ...reinstated,
  ]);
  await prune(store, { days: 0, revisions: 1 });
  t.match((await read('/v1/recalls')).data.length, 5, 'whatever is pruned');
});

t.test('a recalled answer is gone at every revision, and so is every article without it', async (t) => {
  const { get, read, withdraw } = await openLibrary(t, two);
  const pinned = '/v1/questions/is-it-sore?revision=1';
  const urls = ['', '/answers', '/recommendations', '/jsonld'].map(
    (rest) => `/v1/questions/is-it-sore${rest}?revision=1`,
  );
  const before = await read(pinned);
  for (const url of urls) t.match((await get(url)).body, /sore\.bob/, url);
  await withdraw(key('answer', 'sore.bob'), { reason: 'safety' });

  await isRecalled(t, get, '/v1/answers/sore.bob');
  await isRecalled(t, get, '/v1/answers/sore.bob?revision=1');
  const [ann] = before.answers;
  t.same(await read(pinned), { ...before, answers: [ann] });
  const others = ['/v1/questions?view=full', '/v1/authors/bob-ray', '/v1/exercises/side-plank', '/v1/search?q=rest'];
  for (const url of [...urls, ...others.map((url) => `${url}${url.includes('?') ? '&' : '?'}revision=1`)]) {
    const { statusCode, body } = await get(url);
    t.equal(statusCode, 200, url);
    t.notMatch(body, /sore\.bob|roof/, url);
  }
  t.same((await read('/v1/search?q=roof&revision=1')).data, []);
  t.match((await read('/v1/search?q=rest')).data, [{ id: 'sore' }], 'what is left of the question is found');
});

t.test('what is counted at an old revision is what can be read there', async (t) => {
  const { read, withdraw, publish } = await openLibrary(t, { ...two, topics: ['knees'] });
  const countAt = async (revision: number, url: string) => {
    const { data, questions } = await read(`${url}revision=${revision}`);
    return (data ?? questions.data)[0].answerCount;
  };
  const lists = ['/v1/questions?topic=knees&', '/v1/topics/about-knees?'];
  for (const url of lists) t.equal(await countAt(1, url), 2, url);
  const [before] = (await read('/v1/questions?topic=knees&revision=1')).data;
  await withdraw(key('answer', 'sore.bob'), { reason: 'safety' });
  for (const url of lists) for (const revision of [1, 2]) t.equal(await countAt(revision, url), 1, url);
  t.same((await read('/v1/questions?topic=knees&revision=1')).data, [{ ...before, answerCount: 1 }]);

  // An answer that nobody can be credited with any more is not shown.
  await publish(question('sore', { topics: ['knees'], answers: [answer('sore.cat', { kind: 'anonymous' })] }));
  await withdraw(key('author', 'ann'), { reason: 'safety' });
  for (const url of [...lists, '/v1/search?q=says&']) {
    t.equal(await countAt(4, url), 1, url);
    t.equal(await countAt(2, url), 0, url);
  }
  t.same((await read('/v1/questions/is-it-sore?revision=2')).answers, []);
});

t.test('a recalled question is gone with its answers', async (t) => {
  const { get, read, withdraw } = await openLibrary(t, two, question('weak'));
  await withdraw(key('question', 'sore'), { reason: 'safety' });
  for (const url of [
    '/v1/questions/is-it-sore',
    '/v1/questions/sore',
    '/v1/answers/sore.ann',
    '/v1/answers/sore.bob',
  ]) {
    await isRecalled(t, get, url);
    await isRecalled(t, get, `${url}?revision=1`);
  }
  t.match((await read('/v1/questions?revision=1')).data, [{ id: 'weak' }]);
  t.same((await read('/v1/search?q=roof&revision=1')).data, []);
});

t.test('what only refers to something recalled is shown without it, and not at all where it cannot be', async (t) => {
  const strict = { type: 'disclaimer', id: 'strict', locale: 'en', text: 'Never alone.' };
  const { get, read, publish, withdraw } = await openLibrary(
    t,
    strict,
    two,
    question('weak', { disclaimer: 'strict' }),
  );
  await publish(question('sore'), question('weak'));
  for (const one of [key('exercise', 'squat'), key('author', 'bob'), key('disclaimer', 'strict')]) {
    await withdraw(one, { reason: 'safety' });
  }
  const article = await read('/v1/questions/is-it-sore?revision=1');
  t.match(article, { answers: [{ id: 'sore.ann', recommendations: [] }] });
  t.equal(article.answers.length, 1, 'an answer whose author cannot be named is not shown');
  await isRecalled(t, get, '/v1/questions/is-it-weak?revision=1');
  await isRecalled(t, get, '/v1/answers/weak.ann?revision=1');
  t.match((await read('/v1/questions?revision=1')).data, [{ id: 'sore' }]);
});

t.test('a window that showed what is recalled is begun again, from the same position', async (t) => {
  const library = await openLibrary(t, two, question('weak'));
  const device = new Device();
  const first = await readPage(library.get, undefined, 1);
  const url = syncUrl(first.nextCursor, 1000);
  t.match((await library.get(url)).json(), { from: 0, to: 1, complete: true });
  await library.withdraw(key('answer', 'sore.bob'), { reason: 'safety' });
  const again = await library.get(url);
  t.equal(again.headers['cache-control'], 'public, max-age=15');
  t.match(again.json(), { from: 0, to: 2 });
  t.notMatch(again.body, /roof/);
  const pages = await readWindow(library.get, first.nextCursor, { limit: 2 });
  device.apply(t, pages);
  t.same(device.held(), await liveAt(library, 2));
});

t.test('what was withdrawn for another reason can be recalled later, and then it is gone, too', async (t) => {
  const { get, read, withdraw, store } = await openLibrary(t, two);
  await withdraw(key('answer', 'sore.bob'), { reason: 'unpublished' });
  const { set, nextCursor } = await readPage(get, undefined);
  t.equal((await get('/v1/answers/sore.bob?revision=1')).statusCode, 200);
  await withdraw(key('answer', 'sore.bob'), { reason: 'safety' });
  await isRecalled(t, get, '/v1/answers/sore.bob?revision=1');
  t.match((await read('/v1/recalls')).data, [{ id: 'sore.bob', revision: 3 }]);
  t.match(await readPage(get, nextCursor), { changes: [{ op: 'delete', id: 'sore.bob', reason: 'safety' }], set });
  const refused = await withdraw(key('answer', 'sore.bob'), { reason: 'safety' }).catch((error: unknown) => error);
  t.match(refused, { faults: [{ code: 'not-live' }] });
  t.equal((await store.refresh()).revision, 3);
});

t.test('every process stops showing what another one recalled within a second, from its cache too', async (t) => {
  const { get, read } = await openLibrary(t, two);
  const url = '/v1/questions/is-it-sore?revision=1';
  t.match((await get(url)).body, /roof/);
  t.match((await get(url)).body, /roof/);
  const other = await openStore(`sqlite:${join(t.testdirName, 'content.db')}`, { migrate: false });
  await withdraw(other, key('answer', 'sore.bob'), { reason: 'safety' });
  await other.close();
  const deadline = Date.now() + 1000;
  let body = '';
  do {
    await new Promise((resume) => setImmediate(resume));
    body = (await get(url)).body;
  } while (body.includes('roof') && Date.now() < deadline);
  t.notMatch(body, /roof/);
  t.match((await read('/v1/recalls')).data, [{ id: 'sore.bob' }]);
});

t.test('nothing is recalled before anything is published', async (t) => {
  const { get } = await openApp(t, { publish: null });
  t.equal((await get('/v1/recalls')).statusCode, 404);
});
