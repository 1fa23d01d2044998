import t from 'tap';
import { answer, by, openLibrary, question } from './library.js';

const ids = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

t.test('questions come newest first, and those of one revision by id', async (t) => {
  const { publish, read } = await openLibrary(t, question('b'), question('a'));
  await publish(question('c'));
  t.same(ids(await read('/v1/questions')), ['c', 'a', 'b']);
});

t.test('a client that pages sees each question once, although publishing goes on', async (t) => {
  const { publish, read, get } = await openLibrary(t, question('a'), question('b'), question('c'));
  const first = await read('/v1/questions?limit=2');
  t.match(first.page, { limit: 2, hasMore: true });
  await publish(question('d'));
  const second = await get(`/v1/questions?limit=2&cursor=${first.page.nextCursor}`);
  t.same([...ids(first), ...ids(second.json())], ['a', 'b', 'c']);
  t.equal(second.headers['content-revision'], '1');
  t.same(second.json().page, { limit: 2, hasMore: false, nextCursor: null });
});

t.test('filters take a slug, a former slug or an id, and must all hold', async (t) => {
  const { publish, read } = await openLibrary(
    t,
    question('a', { topics: ['knees'], answers: [answer('a.1', by('bob'), ['squat'])] }),
    question('b', { topics: ['hips', 'knees'], locale: 'de' }),
    question('c'),
  );
  await publish({ type: 'topic', id: 'knees', slug: 'knees-and-more', name: 'Knees', summary: 'On knees.' });
  const expected = {
    'topic=knees': ['a', 'b'],
    'topic=about-knees': ['a', 'b'],
    'topic=knees-and-more': ['a', 'b'],
    'topic=about-hips': ['b'],
    'author=bob-ray': ['a'],
    'author=ann': ['b', 'c'],
    'exercise=deep-squat': ['a'],
    'exercise=plank': [],
    'locale=de': ['b'],
    'locale=fr': [],
    'topic=knees&locale=en': ['a'],
    'topic=knees&author=ann&locale=de': ['b'],
    'topic=unheard-of': [],
    'author=unheard-of&topic=knees': [],
  };
  for (const [query, found] of Object.entries(expected))
    t.same(ids(await read(`/v1/questions?${query}`)), found, query);
});

t.test('a list is of summaries, or of whole articles when they are asked for', async (t) => {
  const { read } = await openLibrary(t, question('a', { topics: ['knees'] }));
  const summaries = await read('/v1/questions');
  t.equal(summaries.view, 'summary');
  t.equal(summaries.data[0].answerCount, 1);
  t.equal(summaries.data[0].disclaimer.text, 'Ask your doctor.');
  const articles = await read('/v1/questions?view=full');
  t.equal(articles.view, 'full');
  t.same(articles.data, [await read('/v1/questions/is-it-a')]);
  t.equal((await read('/v1/questions?view=full&topic=unheard-of')).view, 'full', 'an empty list says its view too');
});

t.test('a former slug and the id lead to the current address in one hop, with their parameters', async (t) => {
  const { publish, get } = await openLibrary(t, question('a'));
  await publish(question('a', { slug: 'is-it-really-a' }));
  for (const rest of ['', '/answers', '/recommendations', '/jsonld']) {
    for (const name of ['a', 'is-it-a']) {
      const { statusCode, headers } = await get(`/v1/questions/${name}${rest}?revision=2`);
      t.equal(statusCode, 308, `${name}${rest}`);
      t.equal(headers.location, `/v1/questions/is-it-really-a${rest}?revision=2`);
      t.equal((await get(String(headers.location))).statusCode, 200);
    }
  }
});

t.test('what was withdrawn says why, and what to read instead', async (t) => {
  const { withdraw, get } = await openLibrary(t, question('a'), question('b'));
  await withdraw({ type: 'question', id: 'a' }, { reason: 'merged', replacedBy: { type: 'question', id: 'b' } });
  for (const address of ['questions/is-it-a', 'questions/is-it-a/answers', 'answers/a.ann']) {
    const { statusCode, headers, body } = await get(`/v1/${address}`);
    t.equal(statusCode, 410, address);
    t.equal(headers['cache-control'], 'public, max-age=60');
    t.match(JSON.parse(body), { type: /withdrawn$/, reason: 'merged' });
  }
  t.same((await get('/v1/questions/is-it-a')).json().replacedBy, { type: 'question', id: 'b' });
  t.equal((await get('/v1/questions/is-it-a?revision=1')).statusCode, 200, 'but its old revision can be read');
});

t.test(
  'what was replaced by something that was withdrawn since leads to what is there now, or to nothing',
  async (t) => {
    const key = (id: string) => ({ type: 'question', id }) as const;
    const { withdraw, get, reinstate } = await openLibrary(t, ...['a', 'b', 'c', 'd'].map((id) => question(id)));
    const insteadOf = async (id: string, rest = '') => {
      const { statusCode, json } = await get(`/v1/questions/${id}${rest}`);
      t.equal(statusCode, 410, id);
      return json();
    };
    await withdraw(key('a'), { reason: 'merged', replacedBy: key('b') });
    await withdraw(key('b'), { reason: 'merged', replacedBy: key('c') });
    t.same((await insteadOf('a')).replacedBy, key('c'));
    t.match((await insteadOf('a')).detail, /Read question `c` instead\.$/);
    t.same((await insteadOf('a', '?revision=2')).replacedBy, key('b'), 'as it was then');
    await withdraw(key('c'), { reason: 'retracted' });
    for (const id of ['a', 'b', 'c']) t.equal((await insteadOf(id)).replacedBy, null, id);

    // Round and round: each is published again, and replaced by the one that it once replaced.
    await reinstate('c');
    t.same((await insteadOf('a')).replacedBy, key('c'));
    await reinstate('a');
    await withdraw(key('c'), { reason: 'merged', replacedBy: key('a') });
    t.same((await insteadOf('b')).replacedBy, key('a'));
    await withdraw(key('a'), { reason: 'safety', replacedBy: key('d') });
    for (const id of ['a', 'b', 'c']) t.same((await insteadOf(id)).replacedBy, key('d'), id);
  },
);

t.test('what was never published cannot be told from what is not published yet', async (t) => {
  const { publish, get } = await openLibrary(t, question('a'));
  await publish(question('b'));
  const unlike = async (url: string) => {
    const { statusCode, body } = await get(url);
    return { statusCode, ...JSON.parse(body), instance: null };
  };
  t.same(await unlike('/v1/questions/is-it-b?revision=1'), await unlike('/v1/questions/is-it-x?revision=1'));
  t.equal((await unlike('/v1/questions/is-it-b?revision=1')).statusCode, 404);
});

t.test('an article at a revision is the article of that day', async (t) => {
  const { publish, read, get } = await openLibrary(t, question('a'));
  const before = await get('/v1/questions/is-it-a');
  await publish(question('a', { title: 'Is it still a?' }), question('b'));
  t.equal((await get('/v1/questions/is-it-a?revision=1')).body, before.body);
  const now = await read('/v1/questions/is-it-a');
  t.equal(now.title, 'Is it still a?');
  t.equal(now.publishedAt, before.json().publishedAt);
  t.ok(now.updatedAt >= before.json().updatedAt);
});

t.test('an article that did not change keeps its tag when others are published', async (t) => {
  const { publish, get } = await openLibrary(t, question('a'));
  const before = await get('/v1/questions/is-it-a');
  await publish(question('b'));
  const after = await get('/v1/questions/is-it-a', { 'if-none-match': String(before.headers.etag) });
  t.equal(after.statusCode, 304);
});

t.test('answers and recommendations come in pages with the question and its disclaimer', async (t) => {
  const answers = [answer('a.1', by('ann'), ['squat', 'plank']), answer('a.2', { kind: 'anonymous' }, ['squat'])];
  const { read } = await openLibrary(t, question('a', { answers }));
  const follow = async (url: string) => {
    const pages = [await read(url)];
    for (let cursor = pages[0].page.nextCursor; cursor !== null; cursor = pages.at(-1).page.nextCursor) {
      pages.push(await read(`${url}&cursor=${cursor}`));
    }
    for (const page of pages) {
      t.same(page.question, { type: 'question', id: 'a', slug: 'is-it-a', title: 'Is it a?' });
      t.same(page.disclaimer, { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your doctor.' });
    }
    return pages.flatMap(({ data }) => data);
  };
  const article = await read('/v1/questions/is-it-a');
  t.same(await follow('/v1/questions/is-it-a/answers?limit=1'), article.answers);
  const recommendations = await follow('/v1/questions/is-it-a/recommendations?limit=1');
  t.same(
    recommendations.map((item) => [item.exercise.id, item.answer.id, item.answer.attribution.kind, item.anchor.exact]),
    [
      ['squat', 'a.1', 'named', 'Try the squat.'],
      ['plank', 'a.1', 'named', 'Try the plank.'],
      ['squat', 'a.2', 'anonymous', 'Try the squat.'],
    ],
  );
});

t.test('a cursor is of one list: elsewhere it is refused', async (t) => {
  const { read, get } = await openLibrary(t, question('a'), question('b'));
  const { nextCursor } = (await read('/v1/questions?limit=1')).page;
  for (const url of ['/v1/authors?limit=1', '/v1/questions?limit=1&locale=en', '/v1/questions?limit=1&view=full']) {
    const { statusCode, body } = await get(`${url}&cursor=${nextCursor}`);
    t.equal(statusCode, 400, url);
    t.match(JSON.parse(body).type, /invalid-cursor$/);
  }
});

t.test('JSON-LD is of its own media type and holds the disclaimer', async (t) => {
  const { get } = await openLibrary(t, question('a'));
  const { headers, body } = await get('/v1/questions/is-it-a/jsonld');
  t.match(headers['content-type'], /^application\/ld\+json/);
  const { usageInfo, mainEntity } = JSON.parse(body);
  t.equal(usageInfo.text, 'Ask your doctor.');
  t.equal(mainEntity.suggestedAnswer[0].author.name, 'Ann Lee');
});
