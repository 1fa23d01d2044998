import t, { type Test } from 'tap';
import { MemoryStore, Replica, type ReplicaOptions, type ReplicaStore } from '../../src/client/index.js';
import { digestOf } from '../../src/content/canonical.js';
import { SetDigest } from '../../src/content/set-digest.js';
import type { Resource } from '../../src/schemas/resource.js';
import type { SyncPage } from '../../src/schemas/sync.js';
import { anonymous, answer, article, author, disclaimer, exercise, question, topic } from './content.js';
import { json, problem, Service } from './service.js';

interface Device {
  readonly service: Service;
  readonly store: ReplicaStore;
  readonly replica: Replica;
  readonly waits: number[];
}

/** A replica whose clock stands still and whose waits are written down instead of waited. */
async function open(t: Test, options: Partial<ReplicaOptions> = {}, known?: Service): Promise<Device> {
  const service = known ?? (await Service.open(t));
  const waits: number[] = [];
  const store = options.store ?? new MemoryStore();
  const replica = new Replica({
    baseUrl: 'https://api.example.org/',
    store,
    fetch: service.fetch,
    now: () => Date.parse('2025-03-02T00:00:00Z'),
    random: () => 0.5,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  });
  return { service, store, replica, waits };
}

async function held(store: ReplicaStore): Promise<string[]> {
  return (await store.list(undefined, 10_000)).items.map(({ type, id, digest }) => `${type}/${id}=${digest}`).sort();
}

t.test('the first sync fetches everything, and the next only what changed', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  t.same(await replica.sync(), { outcome: 'complete', revision: 1, changes: 7, startedOver: false });
  t.same(await held(store), await service.live());
  await service.publish([anonymous('knee.other', 'knee', 'Rest more.')]);
  t.same(await replica.sync(), { outcome: 'complete', revision: 2, changes: 1, startedOver: false });
  t.same(await held(store), await service.live());
  t.same(await replica.sync(), { outcome: 'complete', revision: 2, changes: 0, startedOver: false });
  t.same(await replica.verify(), { sound: true, faulty: [], complete: true });
});

t.test('pages of any size give the same copy', async (t) => {
  for (const pageSize of [1, 2, 3, 7, 1000]) {
    const { service, store, replica } = await open(t);
    service.pageSize = pageSize;
    await service.publish(article('knee'));
    await service.publish(article('hip'));
    await replica.sync();
    await service.publish(
      [question('knee', { answers: [] })],
      [
        { type: 'answer', id: 'knee.ann', reason: 'unpublished' },
        { type: 'answer', id: 'knee.other', reason: 'unpublished' },
      ],
    );
    t.match(await replica.sync(), { outcome: 'complete', revision: 3, changes: 3 });
    t.same(await held(store), await service.live(), `${pageSize} a page`);
  }
});

t.test('what is published between two pages comes with the next window', async (t) => {
  const { service, store, replica } = await open(t);
  service.pageSize = 2;
  await service.publish(article());
  service.onAnswer = async (path, answer) => {
    if (path.startsWith('/v1/sync?') && service.asked.length < 7)
      await service.publish([{ ...topic, summary: `At ${service.asked.length}` }]);
    return answer;
  };
  t.match(await replica.sync(), { outcome: 'complete' });
  t.match(await replica.verify(), { sound: true });
  t.match(await replica.sync(), { outcome: 'complete', revision: 5 });
  t.same(await held(store), await service.live());
});

t.test('a window that the service cannot finish is begun again, and what was staged of it dropped', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish([...article('knee'), ...article('hip').slice(4)]);
  service.pageSize = 4;
  service.onAnswer = (path, answer) => (path.includes('cursor') ? problem(401, 'invalid-key') : answer);
  await replica.sync();
  await service.publish([question('hip', { answers: ['hip.other'] })]);
  await service.prune();
  service.onAnswer = (_, answer) => answer;
  t.match(await replica.sync(), { outcome: 'complete', revision: 2, startedOver: false });
  t.same(await held(store), await service.live());
});

t.test('an article is of one copy, even when another is put in its place while it is read', async (t) => {
  const inner = new MemoryStore();
  let onRead = async () => {};
  const store: ReplicaStore = {
    read: async (wanted) => {
      const moment = await inner.read(wanted);
      const now = onRead;
      onRead = async () => {};
      await now();
      return moment;
    },
    list: (after, limit) => inner.list(after, limit),
    save: (state) => inner.save(state),
    stage: (state, changes, fresh) => inner.stage(state, changes, fresh),
    apply: (state, mode) => inner.apply(state, mode),
  };
  const { service, replica } = await open(t, { store });
  await service.publish(article());
  await replica.sync();
  await service.publish(
    [question('knee', { title: 'New', answers: ['knee.other'] }), anonymous('knee.other', 'knee', 'New.')],
    [{ type: 'answer', id: 'knee.ann', reason: 'retracted' }],
  );
  onRead = async () => void (await replica.sync());
  const shown = await replica.article('knee');
  t.match(shown, { title: 'New', answers: [{ body: { text: 'New.' } }] });
  t.equal(shown?.answers.length, 1);
});

t.test('an article is shown by slug and by id, offline, with its disclaimer', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  await service.publish([{ ...author, credentials: null }]);
  await replica.sync();
  const served = await (await service.get('/v1/questions/why-knee')).json();
  service.onAnswer = () => Promise.reject(new TypeError('No network'));
  const shown = await replica.article('why-knee');
  t.match(shown, {
    id: 'knee',
    answers: [
      {
        attribution: { kind: 'named', author: { name: 'Ann Lee' } },
        recommendations: [{ exercise: { name: 'Plank' } }],
      },
      { attribution: { kind: 'anonymous' }, body: { text: 'Rest, and a café au lait.' } },
    ],
    topics: [{ name: 'Running' }],
    disclaimer: { text: 'Ask your doctor.' },
  });
  t.same(shown, served, 'with its times, it is the one of the service');
  t.same(await replica.article('knee'), shown);
  t.equal(await replica.article('unknown'), undefined);
  t.same(await replica.articles(), [shown]);
});

t.test('a search finds every word in title or answers, whatever its case and accents', async (t) => {
  const { service, replica } = await open(t);
  await service.publish([...article('knee'), ...article('hip').slice(4)]);
  await replica.sync();
  const ids = async (text: string, limit?: number) => (await replica.search(text, limit)).map(({ id }) => id);
  t.same(await ids('KNEE CAFE'), ['knee']);
  t.same(await ids('plan'), ['hip', 'knee']);
  t.same(await ids('plan', 1), ['hip']);
  t.same(await ids('knee absent'), []);
  t.same(await ids('lank'), [], 'only the beginning of a word');
  t.same(await ids(' “ '), []);
});

t.test('no network is a result, after bounded tries with growing waits', async (t) => {
  const { service, replica, waits } = await open(t);
  service.onAnswer = () => Promise.reject(new TypeError('No network'));
  t.match(await replica.sync(), { outcome: 'offline', cause: { message: 'No network' } });
  t.same(waits, [250, 500, 1000, 2000]);
  t.equal(service.asked.length, 5);
});

t.test('a busy service is waited for as long as it says', async (t) => {
  const { service, replica, waits } = await open(t);
  await service.publish(article());
  const refusals = [
    problem(503, 'unavailable', { 'retry-after': '7' }),
    problem(429, 'quota-exceeded', { 'retry-after': 'Sun, 02 Mar 2025 00:00:09 GMT' }),
  ];
  service.onAnswer = (path, answer) => (path === '/v1/sync' ? (refusals.shift() ?? answer) : answer);
  t.match(await replica.sync(), { outcome: 'complete', revision: 1 });
  t.same(waits, [7000, 9000]);
});

t.test('a service that asks for a long wait is left alone', async (t) => {
  const { service, replica, waits } = await open(t);
  service.onAnswer = () => problem(503, 'unavailable', { 'retry-after': '3600' });
  t.same(await replica.sync(), { outcome: 'unavailable', status: 503, retryAfterSeconds: 3600 });
  t.same(waits, []);
});

t.test('a refusal is told with its problem', async (t) => {
  const { service, replica } = await open(t);
  service.onAnswer = () => problem(401, 'invalid-key');
  t.match(await replica.sync(), { outcome: 'refused', status: 401, problem: { title: 'invalid-key' } });
});

t.test('spoilt answers are fetched again, and never kept', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  const text = await (await service.fetch('https://api.example.org/v1/sync')).text();
  const spoilt = [
    new Response('<html>Log in to this network</html>'),
    new Response(text.slice(0, -9)),
    new Response(text.replace('Do planks', 'Do jumps')),
  ];
  service.onAnswer = (path, answer) => (path === '/v1/sync' ? (spoilt.shift() ?? answer) : answer);
  t.match(await replica.sync(), { outcome: 'complete', revision: 1 });
  t.same(await held(store), await service.live());
  await service.publish([topic]);
  service.onAnswer = () => json(200, { from: 0 });
  t.match(await replica.sync(), { outcome: 'invalid' });
});

t.test('after a restored backup the copy is replaced whole', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  await service.publish([{ ...topic, summary: 'Lost' }, ...article('hip')]);
  await replica.sync();
  await service.restore(1);
  await service.publish([{ ...topic, summary: 'Other' }]);
  t.same(await replica.sync(), { outcome: 'complete', revision: 2, changes: 7, startedOver: true });
  t.same(await held(store), await service.live());
  t.equal(await replica.article('hip'), undefined);
});

t.test('a copy that begins anew comes as far as the service has come meanwhile', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  for (const summary of ['Lost', 'Lost too']) await service.publish([{ ...topic, summary }]);
  await replica.sync();
  await service.restore(1);
  service.pageSize = 4;
  service.onAnswer = async (path, answer) => {
    if (path === '/v1/sync') await service.publish([{ ...topic, summary: 'New' }]);
    return answer;
  };
  t.match(await replica.sync(), { outcome: 'complete', revision: 2, startedOver: true });
  t.same(await held(store), await service.live());
});

t.test('the old copy is read until the new one is whole', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  await service.publish([{ ...topic, summary: 'Lost' }]);
  await replica.sync();
  await service.restore(1);
  service.pageSize = 3;
  const before = await held(store);
  let pages = 0;
  service.onAnswer = (path, answer) => {
    pages += path.startsWith('/v1/sync') ? 1 : 0;
    return pages > 3 ? problem(401, 'invalid-key') : answer;
  };
  t.match(await replica.sync(), { outcome: 'refused' });
  t.same(await held(store), before);
  t.match(await replica.article('knee'), { topics: [{ summary: 'Lost' }] });
  service.onAnswer = (_, answer) => answer;
  service.asked.length = 0;
  t.match(await replica.sync(), { outcome: 'complete', revision: 1 });
  t.equal(service.asked.length, 3, 'the recalls, the one page that was missing, and whether there is more since');
  t.same(await held(store), await service.live());
});

t.test('a copy that does not add up is replaced', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  await replica.sync();
  const [first] = (await store.list(undefined, 1)).items;
  const { state } = await store.read([]);
  if (first === undefined || state === undefined) throw new Error('Nothing was synced.');
  // A fault of the store: an item is gone that the running sum still counts.
  await store.stage({ ...state, version: state.version + 1 }, [{ op: 'delete', type: first.type, id: first.id }], true);
  await store.apply({ ...state, version: state.version + 2 }, 'merge');
  t.match(await replica.verify(), { sound: false, complete: false });
  await service.publish([answer(first.id, 'knee', 'Do planks. Daily.')]);
  t.match(await replica.sync(), { outcome: 'complete', startedOver: true });
  t.same(await held(store), await service.live());
  t.match(await replica.verify(), { sound: true });
});

t.test('a service that contradicts itself does not harm the copy', async (t) => {
  const { service, store, replica } = await open(t);
  await service.publish(article());
  await replica.sync();
  await service.publish([{ ...topic, summary: 'New' }]);
  const before = await held(store);
  service.onAnswer = async (path, answer) => {
    if (path === '/v1/recalls') return answer;
    const page = JSON.parse(await answer.text());
    return json(200, { ...page, set: { count: page.set.count, digest: `sum256-${'1'.repeat(64)}` } });
  };
  t.match(await replica.sync(), { outcome: 'invalid' });
  t.same(await held(store), before);
  service.onAnswer = (_, answer) => answer;
  t.match(await replica.sync(), { outcome: 'complete', revision: 2 });
});

t.test('what is recalled is hidden at once, even when the sync that follows fails', async (t) => {
  const { service, replica } = await open(t);
  await service.publish([...article('knee'), ...article('hip').slice(4)]);
  await replica.sync();
  await service.publish(
    [question('knee', { answers: ['knee.ann'] })],
    [
      { type: 'answer', id: 'knee.other', reason: 'safety' },
      { type: 'question', id: 'hip', reason: 'safety' },
      { type: 'answer', id: 'hip.ann', reason: 'safety' },
      { type: 'answer', id: 'hip.other', reason: 'safety' },
    ],
  );
  service.onAnswer = (path, answer) => (path === '/v1/recalls' ? answer : problem(503, 'unavailable'));
  t.match(await replica.sync(), { outcome: 'unavailable' });
  t.match(await replica.article('knee'), { answers: [{ id: 'knee.ann' }] });
  t.equal((await replica.article('knee'))?.answers.length, 1);
  t.equal(await replica.article('hip'), undefined);
  t.same(
    (await replica.search('café')).map(({ id }) => id),
    [],
  );
  t.equal((await replica.state()).recalled.length, 4);
  service.onAnswer = (_, answer) => answer;
  t.match(await replica.sync(), { outcome: 'complete' });
  t.same((await replica.state()).recalled, []);
});

t.test('a recall hides an exercise, an author’s answers, and all that a disclaimer covers', async (t) => {
  const other: Resource = { ...disclaimer, id: 'other' };
  const bare = [answer('knee.ann', 'knee'), anonymous('knee.other', 'knee'), question('knee')] as const;
  const [named, unnamed, asked] = bare;
  const without: Record<string, readonly Resource[]> = {
    exercise: [asked, { ...named, recommendations: [] }, unnamed],
    author: [asked, { ...named, attribution: { kind: 'anonymous' } }, unnamed],
    disclaimer: [other, { ...exercise, disclaimer: 'other' }, { ...asked, disclaimer: 'other' }, named, unnamed],
    topic: [{ ...asked, topics: [] }, named, unnamed],
  };
  const cases = [
    ['exercise', 'plank', (shown: unknown) => t.match(shown, { answers: [{ recommendations: [] }, {}] })],
    ['author', 'ann', (shown: unknown) => t.match(shown, { answers: [{ id: 'knee.other' }] })],
    ['disclaimer', 'general', (shown: unknown) => t.equal(shown, undefined)],
    ['topic', 'running', (shown: unknown) => t.match(shown, { topics: [] })],
  ] as const;
  for (const [type, id, judge] of cases) {
    const { service, replica } = await open(t);
    await service.publish(article());
    await replica.sync();
    await service.publish(without[type] ?? [], [{ type, id, reason: 'safety' }]);
    service.onAnswer = (path, answer) => (path === '/v1/recalls' ? answer : problem(401, 'invalid-key'));
    await replica.sync();
    judge(await replica.article('knee'));
  }
});

t.test('a recall hides what came from a history that was lost, although it is of no later revision', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  for (const text of ['Rest more.', 'Rest less.']) await service.publish([anonymous('knee.other', 'knee', text)]);
  await replica.sync();
  await service.restore(1);
  await service.publish(
    [question('knee', { answers: ['knee.ann'] })],
    [{ type: 'answer', id: 'knee.other', reason: 'safety' }],
  );
  service.onAnswer = (path, answer) => (path === '/v1/recalls' ? answer : problem(503, 'unavailable'));
  await replica.sync();
  const ids = async () => (await replica.article('knee'))?.answers.map(({ id }) => id);
  t.same(await ids(), ['knee.ann']);
  service.onAnswer = (_, answer) => answer;
  t.match(await replica.sync(), { outcome: 'complete', revision: 2, startedOver: true });
  t.same(await ids(), ['knee.ann']);
  t.same((await replica.state()).recalled, []);
});

t.test('an old list of recalls does not hide what was published again', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  await service.publish(
    [question('knee', { answers: ['knee.ann'] })],
    [{ type: 'answer', id: 'knee.other', reason: 'safety' }],
  );
  const old = await (await service.fetch('https://api.example.org/v1/recalls')).text();
  await service.publish([question('knee'), anonymous('knee.other', 'knee', 'Rest safely.')]);
  service.onAnswer = (path, answer) => (path === '/v1/recalls' ? new Response(old) : answer);
  await replica.sync();
  await replica.sync();
  t.match(await replica.article('knee'), { answers: [{}, { body: { text: 'Rest safely.' } }] });
  t.same((await replica.state()).recalled, []);
});

t.test('what was recalled stays hidden until its newer version is here', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  await replica.sync();
  await service.publish(
    [question('knee', { answers: ['knee.ann'] })],
    [{ type: 'answer', id: 'knee.other', reason: 'safety' }],
  );
  service.onAnswer = (path, answer) => (path === '/v1/recalls' ? answer : problem(401, 'invalid-key'));
  await replica.sync();
  await service.publish([question('knee'), anonymous('knee.other', 'knee', 'Rest safely.')]);
  await replica.sync();
  t.equal(
    (await replica.article('knee'))?.answers.length,
    1,
    'the list no longer names it, but the copy is the old one',
  );
  service.onAnswer = (_, answer) => answer;
  await replica.sync();
  t.match(await replica.article('knee'), { answers: [{}, { body: { text: 'Rest safely.' } }] });
});

t.test('a recall of what is only staged hides it as soon as it is applied', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  service.pageSize = 4;
  const cached: Response[] = [];
  service.onAnswer = (path, answer) => {
    if (!path.includes('cursor')) return answer;
    cached.push(answer);
    return problem(401, 'invalid-key');
  };
  await replica.sync();
  await service.publish(
    [question('knee', { answers: ['knee.ann'] })],
    [{ type: 'answer', id: 'knee.other', reason: 'safety' }],
  );
  // The service would begin the window again, but a cache on the way still has its last page.
  service.onAnswer = (path, answer) =>
    path.includes('cursor') ? (cached.shift() ?? problem(401, 'invalid-key')) : answer;
  await replica.sync();
  t.equal((await replica.state()).revision, 1);
  t.equal((await replica.article('knee'))?.answers.length, 1);
});

t.test('calls at the same time are one sync', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  const [one, two] = await Promise.all([replica.sync(), replica.sync()]);
  t.equal(one, two);
  t.equal(service.asked.length, 2);
});

t.test('two replicas on one store, as in two tabs, do not spoil it', async (t) => {
  const service = await Service.open(t);
  service.pageSize = 2;
  const { store, replica } = await open(t, {}, service);
  const other = (await open(t, { store }, service)).replica;
  await service.publish(article());
  const results = await Promise.all([replica.sync(), other.sync()]);
  t.match(results, [
    { outcome: 'complete', revision: 1 },
    { outcome: 'complete', revision: 1 },
  ]);
  t.same(await held(store), await service.live());
  t.match(await replica.verify(), { sound: true });
});

t.test('the state tells an expired copy and overdue reviews', async (t) => {
  let now = Date.parse('2025-03-02T00:00:00Z');
  const { service, replica } = await open(t, { now: () => now, maxOffline: 1000 });
  const review = (nextReviewDue: string) => ({ review: { reviewedOn: '2024-01-01', reviewedBy: null, nextReviewDue } });
  t.match(await replica.state(), { revision: 0, count: 0, confirmedAt: null, syncDue: null, expired: false });
  await service.publish([...article('knee', review('2025-03-01')), ...article('hip', review('2025-03-02')).slice(4)]);
  await replica.sync();
  t.match(await replica.state(), {
    revision: 1,
    count: 10,
    confirmedAt: new Date(now),
    syncDue: new Date(now + 900_000),
    expired: false,
    reviewsDue: [{ id: 'knee', slug: 'why-knee', title: 'Why does my knee hurt?', nextReviewDue: '2025-03-01' }],
  });
  t.equal((await replica.state()).reviewsDue.length, 1);
  now += 1001;
  t.equal((await replica.state()).expired, true);
  now -= 5000;
  t.equal((await replica.state()).expired, true, 'nor does a clock that was set back make it young');
});

t.test('types that this client does not know are kept and counted', async (t) => {
  const { service, replica } = await open(t);
  await service.publish(article());
  const resource: Resource = JSON.parse('{"type":"recipe","id":"soup","warm":true}');
  service.onAnswer = async (path, answer) => {
    if (path === '/v1/recalls') return answer;
    const page: SyncPage = JSON.parse(await answer.text());
    if (page.set === null) return answer;
    const sum = new SetDigest(page.set.digest);
    sum.add(resource.type, resource.id, digestOf(resource));
    const change = { ...page.changes[0], type: 'recipe', id: 'soup', digest: digestOf(resource), resource };
    const set = { count: page.set.count + 1, digest: sum.toString() };
    return json(200, { ...page, changes: [...page.changes, change], set });
  };
  t.match(await replica.sync(), { outcome: 'complete', changes: 8 });
  t.equal((await replica.state()).count, 8);
  t.match(await replica.verify(), { sound: true });
});
