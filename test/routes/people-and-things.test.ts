import t from 'tap';
import { ann, answer, basics, bob, by, disclaimer, openLibrary, plank, question, squat } from './library.js';

const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

t.test('every list is by id and can be paged to its end', async (t) => {
  const { read } = await openLibrary(t, question('a'));
  for (const type of ['author', 'topic', 'exercise', 'disclaimer']) {
    const expected = basics.filter((record) => record.type === type).map(({ id }) => id);
    const found: string[] = [];
    let url: string | null = `/v1/${type}s?limit=1`;
    while (url !== null) {
      const { data, page }: { data: { id: string }[]; page: { nextCursor: string | null } } = await read(url);
      found.push(...idsOf(data));
      url = page.nextCursor === null ? null : `/v1/${type}s?limit=1&cursor=${page.nextCursor}`;
    }
    t.same(found, expected.sort(), type);
  }
});

t.test('an answer on its own says where it stands and what must be shown with it', async (t) => {
  const { read } = await openLibrary(
    t,
    question('a', {
      answers: [answer('a.1', by('ann')), answer('a.2', { kind: 'organisation', organisation: { name: 'A clinic' } })],
    }),
  );
  t.match(await read('/v1/answers/a.2'), {
    type: 'answer',
    position: 2,
    attribution: { kind: 'organisation', organisation: { name: 'A clinic', url: null } },
    body: { text: 'Rest, says a.2.', html: '<p>Rest, says a.2.</p>' },
    question: { id: 'a', slug: 'is-it-a' },
    disclaimer: { text: disclaimer.text },
  });
});

t.test('an author has a page of answers, newest first, each with its disclaimer', async (t) => {
  const { publish, read } = await openLibrary(
    t,
    question('a'),
    question('b', { answers: [answer('b.bob', by('bob'))] }),
  );
  await publish(question('c'));
  const first = await read('/v1/authors/ann-lee?limit=1');
  t.match(first, { type: 'author', id: ann.id, name: ann.name, specialty: null });
  t.same(idsOf(first.answers.data), ['c.ann']);
  const second = await read(`/v1/authors/ann-lee?limit=1&cursor=${first.answers.page.nextCursor}`);
  t.same(idsOf(second.answers.data), ['a.ann']);
  t.equal(second.answers.page.hasMore, false);
  for (const { answers } of [first, second]) t.equal(answers.data[0].disclaimer.text, disclaimer.text);
  t.equal((await read('/v1/authors/bob-ray')).specialty, bob.specialty);
});

t.test('a topic has its related topics and a page of its questions', async (t) => {
  const { read } = await openLibrary(t, question('a', { topics: ['hips'] }), question('b', { topics: ['knees'] }));
  const topic = await read('/v1/topics/about-hips');
  t.same(idsOf(topic.related), ['knees']);
  t.same(idsOf(topic.questions.data), ['a']);
  t.equal(topic.questions.data[0].disclaimer.text, disclaimer.text);
});

t.test('an exercise says where it is recommended, by whom, and with which disclaimer', async (t) => {
  const { read } = await openLibrary(
    t,
    question('a', {
      answers: [answer('a.1', by('ann'), ['squat']), answer('a.2', { kind: 'anonymous' }, ['squat', 'plank'])],
    }),
  );
  const exercise = await read('/v1/exercises/deep-squat');
  t.match(exercise, { id: squat.id, name: squat.name, kind: squat.kind, description: null });
  const { data } = exercise.recommendations;
  t.same(
    data.map(({ answer }: { answer: { id: string; attribution: { kind: string } } }) => [
      answer.id,
      answer.attribution.kind,
    ]),
    [
      ['a.1', 'named'],
      ['a.2', 'anonymous'],
    ],
  );
  t.match(data[0], {
    question: { slug: 'is-it-a' },
    rationales: [{ purpose: null, timing: null, anchor: { exact: 'Try the squat.' } }],
    disclaimer: { text: disclaimer.text },
  });
  t.equal((await read('/v1/exercises/side-plank')).recommendations.data.length, 1);
});

t.test('names of every type lead on, and unknown ones nowhere', async (t) => {
  const { publish, get, read } = await openLibrary(t, question('a'));
  await publish({ ...plank, slug: 'long-plank' });
  const moved = {
    '/v1/authors/ann': '/v1/authors/ann-lee',
    '/v1/topics/knees': '/v1/topics/about-knees',
    '/v1/exercises/plank': '/v1/exercises/long-plank',
    '/v1/exercises/side-plank': '/v1/exercises/long-plank',
  };
  for (const [from, to] of Object.entries(moved)) {
    const { statusCode, headers } = await get(from);
    t.same([statusCode, headers.location], [308, to], from);
  }
  for (const type of ['questions', 'answers', 'authors', 'topics', 'exercises', 'disclaimers']) {
    t.equal((await get(`/v1/${type}/unheard-of`)).statusCode, 404, type);
  }
  t.equal((await read('/v1/disclaimers/general')).text, disclaimer.text);
});

t.test('a resource that was withdrawn for safety says so, whatever it is', async (t) => {
  const { withdraw, get } = await openLibrary(t, question('a'));
  await withdraw({ type: 'exercise', id: 'plank' }, { reason: 'safety' });
  const { statusCode, body } = await get('/v1/exercises/side-plank');
  t.equal(statusCode, 410);
  t.match(JSON.parse(body), { reason: 'safety', replacedBy: null });
});

t.test('what holds items is as new as the newest of them', async (t) => {
  const { publish, read } = await openLibrary(t, question('a', { topics: ['hips'] }));
  const before = await read('/v1/topics/about-hips');
  await publish(question('a', { topics: ['hips'], title: 'Is it still a?' }));
  const after = await read('/v1/topics/about-hips');
  t.equal(after.updatedAt, after.questions.data[0].updatedAt);
  t.equal(after.publishedAt, before.publishedAt);
});
