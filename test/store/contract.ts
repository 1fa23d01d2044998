import fc from 'fast-check';
import type { Test } from 'tap';
import { toCanonical } from '../../src/content/canonical.js';
import { FaultsError } from '../../src/content/faults.js';
import { decide } from '../../src/content/plan.js';
import { SetDigest } from '../../src/content/set-digest.js';
import type { ResourceType } from '../../src/schemas/resource.js';
import { parseQuery } from '../../src/search/query.js';
import { StaleDraftError } from '../../src/store/errors.js';
import type {
  Change,
  Draft,
  HistoryPosition,
  PageRequest,
  Parts,
  Position,
  Pruned,
  Slice,
  Store,
  StoredVersion,
  Version,
  WindowLimits,
  WindowPage,
} from '../../src/store/store.js';
import { answer, author, disclaimer, draftOf, exercise, question, topic } from './draft.js';
import { anyHistory, type Step } from './histories.js';
import { authorOf, exercisesOf, Model } from './model.js';

/** Whatever was withdrawn may come back here, for whatever reason it went. */
const decideAll = (draft: Draft) =>
  decide(draft, { reinstated: new Set(draft.resources.map(({ type, id }) => `${type}/${id}`)) });

/** A database of an engine. */
export interface Engine {
  /** Another store on the same database, as another process would have it. */
  open(): Promise<Store>;
  /** How many statements an engine ran for some work on the store that `open` gave first. */
  countStatements(work: (store: Store) => Promise<unknown>): Promise<number>;
}

/** The promises of `store.ts`, for any engine. `create` makes a new, empty database; `runs` is how many random histories are tried. */
export function testContract(t: Test, create: (t: Test) => Promise<Engine>, runs = 25): void {
  t.test('random histories read back, at every revision, as a plain model of them', async (t) => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.integer({ min: 1, max: 4 }), async (history, limit) => {
        const engine = await create(t);
        const store = await engine.open();
        const model = await replay(store, history);
        for (let at = 1; at < model.states.length; at += 1) await compareReads(t, store, model, at, limit);
        await compareHistory(t, store, model, limit);
        await store.close();
        return t.passing();
      }),
      { numRuns: runs },
    );
  });

  t.test('after a prune everything from the floor on reads as before, and what was before is removed', async (t) => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.integer({ min: 0, max: 12 }), async (history, wanted) => {
        const engine = await create(t);
        const store = await engine.open();
        const model = await replay(store, history);
        const head = model.states.length - 1;
        const floor = Math.min(wanted, head);
        const due = await store.countPrunable(floor);
        t.same(await store.raiseFloor(floor), { floor, erased: model.erased });
        t.same(await pruneAll(store), due);
        t.same(await store.countPrunable(floor), { versions: 0, references: 0, names: 0, searchEntries: 0 });
        for (let at = Math.max(1, floor); at <= head; at += 1) await compareReads(t, store, model, at, 2);
        await compareHistory(t, store, model, 3, floor);
        const left = await store.listHistory(undefined, 1000);
        t.same(
          left.filter(({ until, digest }) => until <= floor && digest !== null),
          [],
        );
        t.same(await store.raiseFloor(0), { floor, erased: model.erased }, 'it never goes back');
        await store.close();
        return t.passing();
      }),
      { numRuns: Math.ceil(runs * 0.6) },
    );
  });

  t.test('the floor is what both limits keep, and no publish waits for it to be raised', async (t) => {
    const engine = await create(t);
    const [store, other] = [await engine.open(), await engine.open()];
    t.equal(await store.findFloor(1, Date.now()), 0);
    for (const id of ['a', 'b', 'c', 'd']) await publish(store, draftOf([topic(id)]));
    const times = [0, 1, 2, 3, 4].map(async (revision) => (await store.findRevision(revision))?.publishedAt ?? 0);
    const [, first = 0, , , last = 0] = await Promise.all(times);
    t.equal(await store.findFloor(1, last), 4);
    t.equal(await store.findFloor(3, last), 2);
    t.equal(await store.findFloor(4, last), 1);
    t.equal(await store.findFloor(5, last), 0);
    t.equal(await store.findFloor(1, first - 1), 0);
    t.same(await other.raiseFloor(3), { floor: 3, erased: 0 });
    await store.refresh();
    t.same(store.horizon(), { floor: 3, erased: 0 });
    t.same(await store.raiseFloor(100), { floor: 4, erased: 0 }, 'never past the latest');
    t.equal(await store.windowPage(0, 3, undefined, { changes: 1, bytes: 1 }), undefined);
    await store.close();
    await other.close();
  });

  t.test('a page of a window ends by its bytes, but never before one change', async (t) => {
    const store = await (await create(t)).open();
    await publish(store, draftOf(['a', 'b', 'c'].map((id) => topic(id, { summary: 'é'.repeat(1000) }))));
    const sizes = async (bytes: number) =>
      (await readPages(store, 0, 1, { changes: 10, bytes })).map(({ changes }) => changes.length);
    t.same(await sizes(1), [1, 1, 1]);
    t.same(await sizes(4000), [1, 1, 1]);
    t.same(await sizes(5000), [2, 1]);
    t.same(await sizes(10_000), [3]);
    await store.close();
  });

  t.test('nothing is there before the first publish', async (t) => {
    const store = await (await create(t)).open();
    t.match(store.latest(), { revision: 0, publishedAt: 0, count: 0, setDigest: `sum256-${'0'.repeat(64)}` });
    t.equal(await store.findRevision(1), undefined);
    t.same(await store.window(0, 0, undefined, 10), []);
    t.same(await store.listRevisions(undefined, 10), []);
    t.same(await store.checkIntegrity(), []);
    await store.close();
  });

  t.test('a publish is seen at once where it was made, and within the bound by another process', async (t) => {
    const engine = await create(t);
    const [one, other] = [await engine.open(), await engine.open()];
    const { revision } = await publish(one, draftOf([disclaimer('d')], { note: 'why', actor: 'who' }));
    t.match(revision, { revision: 1, note: 'why', actor: 'who', count: 1 });
    t.same(one.latest(), revision);
    t.same(await other.refresh(), revision);
    await publish(one, draftOf([topic('t')]));
    const deadline = Date.now() + 1000;
    while (other.latest().revision < 2 && Date.now() < deadline) await new Promise((resume) => setImmediate(resume));
    t.equal(other.latest().revision, 2);
    t.equal(one.secret(), other.secret());
    t.ok(one.secret().length >= 43, '32 bytes');
    await one.ping();
    await one.close();
    await other.close();
  });

  t.test('publishing the same again makes no revision, and a dry run writes nothing', async (t) => {
    const store = await (await create(t)).open();
    const draft = draftOf([disclaimer('d')]);
    const dry = await store.publish(draft, decideAll(draft), { dryRun: true });
    t.match(dry, { revision: { revision: 1, count: 1 }, plan: { count: 1 } });
    t.equal((await store.refresh()).revision, 0);
    const first = await publish(store, draft);
    t.same((await publish(store, draft)).revision, first.revision);
    t.equal((await store.refresh()).revision, 1);
    await store.close();
  });

  t.test('a mark is kept with the latest revision until something else is published', async (t) => {
    const place = await create(t);
    const store = await place.open();
    t.equal(await store.findMark(), undefined);
    const draft = draftOf([disclaimer('d')]);
    await store.publish(draft, decideAll(draft), { dryRun: true, mark: 'dry' });
    t.equal(await store.findMark(), undefined);
    await store.publish(draft, decideAll(draft), { dryRun: false, mark: 'one' });
    t.equal(await store.findMark(), 'one');
    await store.publish(draft, decideAll(draft), { dryRun: false, mark: 'nothing changed' });
    t.equal(await store.findMark(), 'nothing changed');
    t.equal(store.latest().revision, 1);
    await publish(store, draftOf([topic('t')]));
    t.equal(await store.findMark(), undefined);
    await store.close();
  });

  t.test('a draft made at another revision than the latest is refused as stale', async (t) => {
    const store = await (await create(t)).open();
    await publish(store, draftOf([disclaimer('d')], { base: 0 }));
    await t.rejects(publish(store, draftOf([topic('t')], { base: 0 })), new StaleDraftError(0, 1));
    await publish(store, draftOf([topic('t')], { base: 1 }));
    await store.close();
  });

  t.test('what throws while it is decided leaves the store as it was, and is passed on', async (t) => {
    const store = await (await create(t)).open();
    const draft = draftOf([disclaimer('d')]);
    const refuse = () => {
      throw new RangeError('no');
    };
    await t.rejects(store.publish(draft, refuse, { dryRun: false }), new RangeError('no'));
    t.equal((await store.refresh()).revision, 0);
    t.equal((await publish(store, draft)).revision.revision, 1);
    await store.close();
  });

  t.test('revisions never go back in time', async (t) => {
    const store = await (await create(t)).open();
    const first = await publish(store, draftOf([disclaimer('d')]));
    const { now } = Date;
    Date.now = () => first.revision.publishedAt - 60_000;
    t.teardown(() => {
      Date.now = now;
    });
    const second = await publish(store, draftOf([topic('t')]));
    t.equal(second.revision.publishedAt, first.revision.publishedAt);
    await store.close();
  });

  t.test('every read runs as many statements for many answers as for one', async (t) => {
    const counts: number[][] = [];
    for (const size of [1, 40]) {
      const engine = await create(t);
      const store = await engine.open();
      await publish(store, draftOf(largeSet(size)));
      const page = { limit: 100, after: undefined };
      const query = { all: [['word']], none: [] };
      const reads: ((store: Store) => Promise<unknown>)[] = [
        (s) => s.findQuestion('q1', 1),
        (s) => s.listQuestions({}, page, 'full', 1),
        (s) => s.listQuestions({ topic: 't', author: 'a1', exercise: 'e1', locale: 'en' }, page, 'summary', 1),
        (s) => s.findAnswer('q1.1', 1),
        (s) => s.findAuthor('a1', page, 1),
        (s) => s.findTopic('t', page, 1),
        (s) => s.findExercise('e1', page, 1),
        (s) => s.findDisclaimer('d', 1),
        (s) => s.listResources('topic', page, 1),
        (s) => s.search(query, {}, page, 1),
        (s) => s.window(0, 1, undefined, 1000),
        (s) => s.windowPage(0, 1, undefined, { changes: 1000, bytes: 1e9 }),
        (s) => s.listRecalls(0, page, 1),
      ];
      const row: number[] = [];
      for (const read of reads) row.push(await engine.countStatements(read));
      counts.push(row);
      await store.close();
    }
    t.same(counts[0], counts[1]);
    t.ok(Math.max(...(counts[0] ?? [])) <= 10, `few statements: ${counts[0]}`);
  });

  t.test('no search is refused or fails, whatever is typed', async (t) => {
    const store = await (await create(t)).open();
    await publish(store, draftOf(largeSet(2)));
    const piece = fc.oneof(
      fc.constantFrom('"', '-', '*', '(', ')', 'NEAR', 'AND', 'OR', 'NOT', 'title:', '^', '+', "'", '膝', '\0'),
      fc.string({ unit: 'binary' }),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.boolean(), async (pieces, spaced) => {
        const query = parseQuery(pieces.join(spaced ? ' ' : '').slice(0, 200));
        if (query !== undefined) await store.search(query, {}, { limit: 10, after: undefined }, 1);
      }),
      { numRuns: 500 },
    );
    await store.close();
  });

  t.test('a word is ranked alike whether titles hold it often or seldom, at every revision', async (t) => {
    const store = await (await create(t)).open();
    const model = new Model();
    const named = (from: number, to: number, every: number) =>
      Array.from({ length: to - from }, (_, n) => from + n).flatMap((n) => [
        question(`q${n}`, { title: n % every === 0 ? 'Knee' : 'Hip', topics: [`t${n % 3}`], answers: [`q${n}.1`] }),
        answer(`q${n}.1`, `q${n}`, { text: `A knee, ${every}.` }),
      ]);
    const first = [disclaimer('d'), topic('t0'), topic('t1'), topic('t2'), ...named(0, 260, 2)];
    for (const resources of [first, named(20, 230, 40), named(200, 300, 3)]) {
      const draft = draftOf(resources);
      model.apply(draft, (await publish(store, draft)).revision);
    }
    const query = { all: [['knee']], none: [] };
    for (const at of [1, 2, 3]) {
      for (const filter of [{}, { topic: 't1' }]) {
        const expected = model.search(query, filter, at);
        for (const limit of [3, 20, 100]) {
          const found = await readAll((page) => store.search(query, filter, page, at), limit);
          t.same(
            found.map(({ question: { id }, score }) => ({ id, score })),
            expected,
            `revision ${at}, ${limit} a page`,
          );
        }
      }
    }
    await store.close();
  });

  t.test(
    'a page that the newest titles just fill is not the last when an older one passes the filter too',
    async (t) => {
      const store = await (await create(t)).open();
      const query = { all: [['knee']], none: [] };
      const chosen = new Set([0, 1, 2, 249]);
      const questions = Array.from({ length: 250 }, (_, n) => [
        question(`q${100 + n}`, { title: 'Knee', topics: chosen.has(n) ? ['t1'] : ['t0'], answers: [`q${100 + n}.1`] }),
        answer(`q${100 + n}.1`, `q${100 + n}`, { text: 'A knee.' }),
      ]);
      await publish(store, draftOf([disclaimer('d'), topic('t0'), topic('t1'), ...questions.flat()]));
      const page = await store.search(query, { topic: 't1' }, { limit: 3, after: undefined }, 1);
      t.same(
        page.items.map(({ question: { id } }) => id),
        ['q100', 'q101', 'q102'],
      );
      t.ok(page.next);
      const following = await store.search(query, { topic: 't1' }, { limit: 1, after: page.next }, 1);
      t.equal(following.items[0]?.question.id, 'q349');
      await store.close();
    },
  );

  t.test('only the 2,000 newest candidates of a search are ranked', async (t) => {
    const store = await (await create(t)).open();
    const named = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, n) => question(`${prefix}${String(n).padStart(4, '0')}`, { title: 'Knee' }));
    await publish(store, draftOf([disclaimer('d'), ...named('old', 10)]));
    await publish(store, draftOf(named('new', 1995)));
    const found = await readAll((page) => store.search({ all: [['knee']], none: [] }, {}, page, 2), 700);
    t.equal(found.length, 2000);
    t.same(
      found.slice(-6).map(({ question: { id } }) => id),
      ['new1994', 'old0000', 'old0001', 'old0002', 'old0003', 'old0004'],
    );
    await store.close();
  });
}

async function pruneAll(store: Store): Promise<Pruned> {
  const removed = { versions: 0, references: 0, names: 0, searchEntries: 0 };
  for (;;) {
    const some = await store.pruneSome();
    if (Object.values(some).every((count) => count === 0)) return removed;
    removed.versions += some.versions;
    removed.references += some.references;
    removed.names += some.names;
    removed.searchEntries += some.searchEntries;
  }
}

async function publish(store: Store, draft: Parameters<Store['publish']>[0]) {
  return store.publish(draft, decideAll(draft), { dryRun: false });
}

/** Publishes a history; a refused step must change nothing. */
async function replay(store: Store, history: readonly Step[]): Promise<Model> {
  const model = new Model();
  for (const step of history) {
    const before = store.latest();
    const draft = step(before.revision === 0 ? [] : model.live('answer', before.revision).map(({ id }) => id));
    try {
      const { revision } = await publish(store, draft);
      if (revision.revision > before.revision) model.apply(draft, revision);
    } catch (error) {
      if (!(error instanceof FaultsError)) throw error;
      if ((await store.refresh()).revision !== before.revision) throw new Error('a refused draft made a revision');
    }
  }
  return model;
}

async function readAll<T>(read: (page: PageRequest) => Promise<Slice<T>>, limit: number): Promise<T[]> {
  const all: T[] = [];
  let after: Position | undefined;
  do {
    const { items, next } = await read({ limit, after });
    if (items.length > limit || (next !== undefined && items.length < limit)) throw new Error('a page of a wrong size');
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}

type Shown = Version<ResourceType>;

/** A version with its resource, which may be read only when it is asked for, and its JSON, which need not be at hand. */
const toWhole = (version: Shown) => {
  const { resource, body = toCanonical(resource) } = version;
  return { ...version, resource, body };
};

/** Parts are live versions, all that are wanted; and no other, unless something was erased that led to them. */
function compareParts(t: Test, parts: Parts, wanted: readonly string[], model: Model, at: number): void {
  const found = Object.values(parts)
    .flatMap((map) => [...map.values()])
    .map((version) => {
      t.same(toWhole(version), model.version(version.type, version.id, at));
      return `${version.type}/${version.id}`;
    })
    .sort();
  const live = unique(wanted.filter((key) => model.isLive(key, at)));
  t.same(at < model.erased ? found.filter((key) => live.includes(key)) : found, live);
}

const unique = (keys: (string | undefined)[]) => [...new Set(keys.filter((key) => key !== undefined))].sort();
const keys = (type: string, ids: readonly string[]) => ids.map((id) => `${type}/${id}`);

function articleParts(model: Model, id: string, at: number): string[] {
  const question = model.live('question', at).find((one) => one.id === id);
  if (question === undefined) throw new Error(`${id} is not live`);
  const answers = model.answersOf(question, at);
  return [
    ...summaryParts(model, id, at),
    ...keys('question', question.related),
    ...keys('answer', question.answers),
    ...keys(
      'author',
      answers.flatMap((one) => authorOf(one) ?? []),
    ),
    ...keys('exercise', answers.flatMap(exercisesOf)),
  ];
}

function summaryParts(model: Model, id: string, at: number): string[] {
  const question = model.live('question', at).find((one) => one.id === id);
  return [...keys('topic', question?.topics ?? []), `disclaimer/${question?.disclaimer}`];
}

function answerParts(model: Model, id: string, at: number): string[] {
  const one = model.live('answer', at).find((answer) => answer.id === id);
  if (one === undefined) throw new Error(`${id} is not live`);
  return [
    `question/${one.question}`,
    'disclaimer/d',
    ...keys('author', [authorOf(one) ?? []].flat()),
    ...keys('exercise', exercisesOf(one)),
  ];
}

const names = {
  question: ['q1', 'q2', 'q3', 'q4', 'q1-new', 'q2-new', 'q3-new', 'q4-new', 'shared', 'nothing'],
  answer: ['q1.1', 'q1.2', 'q2.3', 'q4.1', 'nothing'],
  author: ['a1', 'a2', 'nothing'],
  topic: ['t1', 't3'],
  exercise: ['e1', 'e1-new', 'e2'],
};

async function compareReads(t: Test, store: Store, model: Model, at: number, limit: number): Promise<void> {
  const page = { limit: 1000, after: undefined };
  for (const name of names.question) {
    const found = await store.findQuestion(name, at);
    const wanted = model.lookup('question', name, at);
    if (found.state === 'live') {
      t.same({ state: found.state, id: found.value.question.id }, wanted);
      t.same(toWhole(found.value.question), model.version('question', found.value.question.id, at));
      compareParts(t, found.value.parts, articleParts(model, found.value.question.id, at), model, at);
    } else t.same(found, wanted);
    t.equal(await store.resolveName('question', name, at), model.at(at).names.get(`question/${name}`));
  }
  for (const name of names.answer) {
    const found = await store.findAnswer(name, at);
    if (found.state === 'live') {
      t.same(toWhole(found.value.answer), model.version('answer', name, at));
      compareParts(t, found.value.parts, answerParts(model, name, at), model, at);
    } else t.same(found, model.lookup('answer', name, at));
  }
  for (const name of names.author) {
    const found = await store.findAuthor(name, page, at);
    if (found.state !== 'live') t.same(found, model.lookup('author', name, at));
    else await compareAnswers(t, model, 'author', found.value.author.id, found.value, at);
  }
  for (const name of names.exercise) {
    const found = await store.findExercise(name, page, at);
    if (found.state !== 'live') t.same(found, model.lookup('exercise', name, at));
    else await compareAnswers(t, model, 'exercise', found.value.exercise.id, found.value, at);
  }
  for (const name of names.topic) {
    const found = await store.findTopic(name, page, at);
    if (found.state !== 'live') {
      t.same(found, model.lookup('topic', name, at));
      continue;
    }
    const { topic, questions, parts } = found.value;
    const related = model.live('topic', at).find(({ id }) => id === topic.id)?.related ?? [];
    const ids = questions.items.map(({ id }) => id);
    t.same(ids, model.questions({ topic: topic.id }, at));
    compareParts(t, parts, [...keys('topic', related), ...ids.flatMap((id) => summaryParts(model, id, at))], model, at);
  }
  t.same((await store.findDisclaimer('d', at)).state, 'live');
  for (const filter of [
    {},
    { topic: 't1' },
    { author: 'a1' },
    { exercise: 'e2', locale: 'en' },
    { topic: 't2', author: 'a2' },
    { locale: 'de' },
    { topic: 'nothing' },
  ]) {
    const all = await readAll((one) => store.listQuestions(filter, one, 'summary', at), limit);
    t.same(
      all.map(toWhole),
      model.questions(filter, at).map((id) => model.version('question', id, at)),
      `questions ${JSON.stringify(filter)}`,
    );
  }
  const full = await store.listQuestions({}, page, 'full', at);
  compareParts(
    t,
    full.parts,
    full.items.flatMap(({ id }) => articleParts(model, id, at)),
    model,
    at,
  );
  for (const type of ['author', 'topic', 'exercise', 'disclaimer'] as const) {
    const all = await readAll<Shown>((one) => store.listResources(type, one, at), limit);
    t.same(
      all.map(toWhole),
      model.live(type, at).map(({ id }) => model.version(type, id, at)),
    );
  }
  for (const [q, filter] of [
    ['knee', {}],
    ['knee pain', {}],
    ['"knee pain"', {}],
    ['run -hip', { locale: 'en' }],
    ['sleep', { topic: 't1' }],
  ] as const) {
    const query = parseQuery(q);
    if (query === undefined) throw new Error(q);
    const hits = await readAll((one) => store.search(query, filter, one, at), limit);
    t.same(
      hits.map(({ question: { id }, score }) => ({ id, score })),
      model.search(query, filter, at),
      `search ${q}`,
    );
    for (const { question } of hits) t.same(toWhole(question), model.version('question', question.id, at));
  }
  t.same(await store.findRevision(at), model.revisions[at]);
}

async function compareAnswers(
  t: Test,
  model: Model,
  role: 'author' | 'exercise',
  id: string,
  { answers, parts }: { answers: Slice<Shown>; parts: Parts },
  at: number,
) {
  const ids = answers.items.map((one) => one.id);
  t.same(ids, model.answers(role, id, at));
  t.same(
    answers.items.map(toWhole),
    ids.map((one) => model.version('answer', one, at)),
  );
  const own = role === 'exercise' ? ['disclaimer/d'] : [];
  compareParts(t, parts, [...own, ...ids.flatMap((one) => answerParts(model, one, at))], model, at);
}

async function compareHistory(t: Test, store: Store, model: Model, limit: number, floor = 0): Promise<void> {
  const head = model.states.length - 1;
  t.same(store.horizon(), { floor, erased: model.erased });
  for (let upto = 0; upto <= head; upto += 1) {
    for (let since = 0; since <= upto; since += 1) {
      if (upto < model.erased || upto < floor) {
        t.equal(await store.windowPage(since, upto, undefined, { changes: limit, bytes: 1e6 }), undefined);
        continue;
      }
      const changes = await readWindow(store, since, upto, limit);
      t.same(changes, model.window(since, upto), `window (${since}, ${upto}]`);
      const pages = await readPages(store, since, upto, { changes: limit, bytes: 1e6 });
      t.same(pages.flatMap(toChanges), changes);
      t.same(
        pages.slice(0, -1).map((page) => page.changes.length),
        pages.slice(1).map(() => limit),
      );
      for (const { changes, disclaimers } of pages) {
        const held = changes.some(({ op, type }) => op === 'upsert' && shownWithDisclaimer.has(type));
        t.same(
          disclaimers.map((text) => JSON.parse(text)),
          held ? model.live('disclaimer', upto) : [],
        );
      }
    }
    for (const since of [0, upto - 1]) {
      const recalls = await readAll((page) => store.listRecalls(since, page, upto), limit);
      t.same(recalls, model.recalls(since, upto));
    }
    if (upto < model.erased || upto < floor) continue;
    const live: StoredVersion[] = [];
    for (;;) {
      const some = await store.listLive(upto, live.at(-1), limit);
      live.push(...some);
      if (some.length < limit) break;
    }
    t.same(
      live.map(({ type, id }) => `${type}/${id}`),
      model.liveKeys(upto),
    );
    const set = new SetDigest();
    for (const { type, id, digest } of live) set.add(type, id, digest ?? '');
    t.same(
      { count: live.length, setDigest: set.toString() },
      { count: model.revisions[upto]?.count ?? 0, setDigest: model.revisions[upto]?.setDigest ?? set.toString() },
    );
  }
  t.same(await store.listRevisions(undefined, 1000), model.revisions.slice(1).reverse());
  t.same(
    await store.listRevisions(head, 1),
    model.revisions.slice(head - 1, head).filter((one) => one !== undefined),
  );
  const history = await store.listHistory(undefined, 1000);
  t.same(history.filter(({ until }) => until > head).length, model.at(head).known.size);
  for (const one of await store.listLive(head, undefined, 1000)) {
    const indexes = (await store.readIndexes([one])).get(`${one.type}/${one.id}`);
    const held = [...model.at(head).names].filter(([name, id]) => name.startsWith(`${one.type}/`) && id === one.id);
    t.same(indexes?.names, held.map(([name]) => name.slice(one.type.length + 1)).sort());
    t.equal(indexes?.search !== null, one.type === 'question');
  }
  t.same(await store.checkIntegrity(), []);
}

const shownWithDisclaimer = new Set(['question', 'answer', 'exercise']);

async function readWindow(store: Store, since: number, upto: number, limit: number): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let after: HistoryPosition | undefined;
  for (;;) {
    const some = await store.window(since, upto, after, limit);
    changes.push(...some);
    after = some.at(-1);
    if (some.length < limit) return changes;
  }
}

async function readPages(store: Store, since: number, upto: number, limits: WindowLimits): Promise<WindowPage[]> {
  const pages: WindowPage[] = [];
  let after: HistoryPosition | undefined;
  for (;;) {
    const page = await store.windowPage(since, upto, after, limits);
    if (page === undefined) throw new Error(`no window up to ${upto}`);
    pages.push(page);
    after = page.changes.at(-1);
    if (!page.hasMore) return pages;
  }
}

/** The changes of a page with their resources read. */
function toChanges({ changes }: WindowPage): unknown[] {
  return changes.map((change) => {
    if (change.op === 'delete') return change;
    const { body, ...rest } = change;
    return { ...rest, resource: JSON.parse(body) };
  });
}

function largeSet(size: number) {
  const places = Array.from({ length: size }, (_, n) => String(n + 1));
  return [
    disclaimer('d'),
    topic('t'),
    ...places.map((n) => author(`a${n}`)),
    ...places.map((n) => exercise(`e${n}`)),
    ...['q1', 'q2'].flatMap((id) => [
      question(id, { topics: ['t'], answers: places.map((n) => `${id}.${n}`) }),
      ...places.map((n) => answer(`${id}.${n}`, id, { author: `a${n}`, exercises: [`e${n}`], text: 'A word.' })),
    ]),
  ];
}
