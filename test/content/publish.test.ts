import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { diff } from '../../src/content/diff.js';
import { publishPath } from '../../src/content/publish.js';
import { verify } from '../../src/content/verify.js';
import { withdraw } from '../../src/content/withdraw.js';
import type { SourceAnswer, SourceQuestion, SourceRecord } from '../../src/schemas/source.js';
import type { Store } from '../../src/store/store.js';
import { emptyStore, folderOf } from './store.js';

const general: SourceRecord = { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your physician.' };
const author = (id: string, more: object = {}): SourceRecord => ({
  type: 'author',
  id,
  slug: id,
  name: id.toUpperCase(),
  ...more,
});
const exercise = (id: string): SourceRecord => ({
  type: 'exercise',
  id,
  slug: id,
  name: id,
  kind: 'strength',
  disclaimer: 'general',
});
const answer = (id: string, more: Partial<SourceAnswer> = {}): SourceAnswer => ({
  id,
  attribution: { kind: 'anonymous' },
  body: `Rest is best, says ${id}.`,
  ...more,
});
const question = (id: string, answers: SourceAnswer[], more: Partial<SourceQuestion> = {}): SourceQuestion => ({
  type: 'question',
  id,
  slug: id,
  locale: 'en',
  title: `Why ${id}?`,
  disclaimer: 'general',
  answers,
  ...more,
});

let sources = 0;
const publish = (t: Test, store: Store, records: SourceRecord[], options: Parameters<typeof publishPath>[2] = {}) => {
  sources += 1;
  const folder = join(t.testdirName, `source-${sources}`);
  rmSync(folder, { recursive: true, force: true });
  folderOf(folder, { 'all.ndjson': records.map((record) => `${JSON.stringify(record)}\n`).join('') });
  return publishPath(store, folder, options);
};
const refusal = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'published',
    (error: unknown) => error,
  );
const soundness = async (store: Store) => (await verify(store)).faults;

t.test('a change is reported with the members that changed, and only what changed is published', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general, author('a'), question('q', [answer('q.1'), answer('q.2')])]);
  const report = await publish(
    t,
    store,
    [author('a', { name: 'Ann', specialty: 'Sport' }), question('q', [answer('q.1'), answer('q.2', { body: 'Run.' })])],
    { note: 'n', actor: 'x' },
  );
  t.same(report.changes, [
    { op: 'change', type: 'author', id: 'a', members: ['name', 'specialty'] },
    { op: 'change', type: 'answer', id: 'q.2', members: ['body'] },
  ]);
  t.match(report, { unchanged: 2, revision: { revision: 2, note: 'n', actor: 'x', count: 5 } });
  t.same(await soundness(store), []);
});

t.test('a dry run says the same and changes nothing', async (t) => {
  const store = await emptyStore(t);
  const dry = await publish(t, store, [general], { dryRun: true });
  t.match(dry, {
    dryRun: true,
    revision: { revision: 1 },
    changes: [{ op: 'add', type: 'disclaimer', id: 'general' }],
  });
  t.equal((await store.refresh()).revision, 0);
});

t.test('an answer that its question no longer lists is withdrawn', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general, question('q', [answer('q.1'), answer('q.2')])]);
  const report = await publish(t, store, [question('q', [answer('q.2')])]);
  t.same(report.changes, [
    { op: 'change', type: 'question', id: 'q', members: ['answers'] },
    { op: 'withdraw', type: 'answer', id: 'q.1', reason: 'unpublished', replacedBy: null },
  ]);
  t.same(await soundness(store), []);
});

t.test('an answer may move to another question when both are published together', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general, question('p', [answer('x')]), question('q', [])]);
  t.match(await refusal(publish(t, store, [question('q', [answer('x')])])), {
    faults: [{ code: 'answer-moved', record: 'answer/x', line: 1 }],
  });
  const report = await publish(t, store, [question('q', [answer('x')]), question('p', [])]);
  t.same(report.changes.map(({ op, type, id }) => `${op} ${type}/${id}`).sort(), [
    'change answer/x',
    'change question/p',
    'change question/q',
  ]);
  t.same(await soundness(store), []);
});

t.test('a mirror withdraws what the source no longer has', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general, author('a'), question('p', [answer('p.1')]), question('q', [answer('q.1')])]);
  const report = await publish(t, store, [general, question('q', [answer('q.1')])], { mirror: true });
  t.same(report.changes.map(({ op, type, id }) => `${op} ${type}/${id}`).sort(), [
    'withdraw answer/p.1',
    'withdraw author/a',
    'withdraw question/p',
  ]);
  t.equal(report.revision.count, 3);
  t.match(await refusal(publish(t, store, [question('q', [])], { mirror: true })), {
    faults: [{ code: 'missing-reference' }],
  });
  t.same(await soundness(store), []);
});

t.test('names: a slug can be renamed, taken over and swapped, but not stolen', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [author('a'), author('b')]);
  t.match(await refusal(publish(t, store, [author('c', { slug: 'a' })])), {
    faults: [{ code: 'name-taken', pointer: '/slug' }],
  });
  await publish(t, store, [author('a', { slug: 'ann' })]);
  t.match(
    await refusal(publish(t, store, [author('c', { slug: 'a' })])),
    { faults: [{ code: 'name-taken' }] },
    'an id stays a name',
  );
  await publish(t, store, [author('a', { slug: 'anna' })]);
  t.match(
    await publish(t, store, [author('c', { slug: 'ann' })]),
    { changes: [{ op: 'add', id: 'c' }] },
    'a former slug is taken over',
  );
  t.equal(await store.resolveName('author', 'ann', 4), 'c');
  t.equal(await store.resolveName('author', 'ann', 3), 'a');
  await publish(t, store, [author('a', { slug: 'ann' }), author('c', { slug: 'anna' })]);
  t.equal(await store.resolveName('author', 'ann', 5), 'a');
  await withdraw(store, { type: 'author', id: 'c' }, { reason: 'unpublished' });
  t.match(
    await publish(t, store, [author('d', { slug: 'anna' })]),
    { changes: [{ op: 'add', id: 'd' }] },
    'a withdrawn one keeps no slug',
  );
  t.match(await refusal(publish(t, store, [author('c', { slug: 'anna' })])), { faults: [{ code: 'name-taken' }] });
  t.same(await soundness(store), []);
});

t.test('what is still referred to cannot be withdrawn, and who refers to it is said', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [
    general,
    exercise('plank'),
    question('q', [answer('q.1', { recommendations: [{ exercise: 'plank', anchor: 'Rest' }] })]),
  ]);
  t.match(await refusal(withdraw(store, { type: 'exercise', id: 'plank' }, { reason: 'safety' })), {
    faults: [{ code: 'still-referred-to', detail: /answer\/q\.1, question\/q still refer to it/ }],
  });
  t.match(await refusal(withdraw(store, { type: 'exercise', id: 'none' }, { reason: 'safety' })), {
    faults: [{ code: 'not-live' }],
  });
  t.equal((await store.refresh()).revision, 1);
});

t.test('a withdrawn answer leaves its question, which stays', async (t) => {
  const store = await emptyStore(t);
  const recommendations = [{ exercise: 'plank', anchor: 'Rest' }];
  await publish(t, store, [
    general,
    exercise('plank'),
    question('q', [answer('q.1', { recommendations }), answer('q.2')]),
  ]);
  const report = await withdraw(
    store,
    { type: 'answer', id: 'q.1' },
    { reason: 'safety', replacedBy: { type: 'answer', id: 'q.2' } },
  );
  t.same(report.changes, [
    { op: 'change', type: 'question', id: 'q', members: ['answers'] },
    { op: 'withdraw', type: 'answer', id: 'q.1', reason: 'safety', replacedBy: { type: 'answer', id: 'q.2' } },
  ]);
  t.same(await soundness(store), []);
  t.match(await withdraw(store, { type: 'exercise', id: 'plank' }, { reason: 'unpublished' }), {
    revision: { count: 3 },
  });
});

t.test('a withdrawn question takes its answers with it, and may be published again', async (t) => {
  const store = await emptyStore(t);
  const records = [general, question('q', [answer('q.1')]), question('r', [])];
  await publish(t, store, records);
  t.match(
    await refusal(
      withdraw(
        store,
        { type: 'question', id: 'q' },
        { reason: 'merged', replacedBy: { type: 'question', id: 'none' } },
      ),
    ),
    {
      faults: [{ code: 'replacement-not-live' }],
    },
  );
  t.match(
    await refusal(
      withdraw(store, { type: 'question', id: 'q' }, { reason: 'merged', replacedBy: { type: 'question', id: 'q' } }),
    ),
    {
      faults: [{ code: 'replacement-not-live' }],
    },
  );
  const byAnother = { reason: 'merged', replacedBy: { type: 'disclaimer', id: 'general' } } as const;
  t.match(await refusal(withdraw(store, { type: 'question', id: 'q' }, byAnother)), {
    faults: [
      {
        code: 'replacement-of-another-type',
        detail: 'disclaimer/general cannot replace question/q: name another question.',
      },
    ],
  });
  const report = await withdraw(
    store,
    { type: 'question', id: 'q' },
    { reason: 'merged', replacedBy: { type: 'question', id: 'r' } },
  );
  t.same(
    report.changes.map(({ op, type, id }) => `${op} ${type}/${id}`),
    ['withdraw question/q', 'withdraw answer/q.1'],
  );
  const again = await publish(t, store, records);
  t.same(
    again.changes.map(({ op, type, id }) => `${op} ${type}/${id}`),
    ['add question/q', 'add answer/q.1'],
  );
  const found = await store.findAnswer('q.1', 3);
  t.match(found, { state: 'live', value: { answer: { firstRevision: 1, revision: 3 } } });
  t.same(await soundness(store), []);
});

t.test('the difference of two revisions leaves out what came back', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [author('a'), author('b'), author('c')]);
  await publish(t, store, [author('a', { name: 'X' }), author('b', { name: 'Y' })]);
  await publish(t, store, [author('a'), author('d')]);
  await withdraw(store, { type: 'author', id: 'c' }, { reason: 'retracted' });
  const changes = [];
  for await (const change of diff(store, 1, 4)) changes.push(change);
  t.same(changes, [
    { op: 'change', type: 'author', id: 'b', members: ['name'] },
    { op: 'add', type: 'author', id: 'd' },
    { op: 'withdraw', type: 'author', id: 'c', reason: 'retracted', replacedBy: null },
  ]);
  await t.rejects(diff(store, 2, 1).next(), RangeError);
});

t.test('what was recalled or retracted does not come back by publishing an old source', async (t) => {
  for (const reason of ['safety', 'retracted'] as const) {
    const store = await emptyStore(t);
    const records = [general, exercise('plank'), question('q', [answer('q.1'), answer('q.2')])];
    await publish(t, store, records);
    await withdraw(store, { type: 'answer', id: 'q.2' }, { reason });
    const refused = await refusal(publish(t, store, records));
    t.match(refused, { faults: [{ record: 'answer/q.2', code: 'reinstated' }] }, reason);
    t.equal(store.latest().revision, 2);
    const { changes } = await publish(t, store, records, { reinstate: [{ type: 'answer', id: 'q.2' }] });
    t.same(
      changes.map(({ op, type, id }) => `${op} ${type}/${id}`),
      ['change question/q', 'add answer/q.2'],
      'unless it is said',
    );
  }
});

t.test('a diff tells of what was recalled, although the words are gone', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general, question('q', [answer('q.1'), answer('q.2')])]);
  await withdraw(store, { type: 'answer', id: 'q.2' }, { reason: 'safety' });
  const told = [];
  for await (const change of diff(store, 1, 2)) told.push(`${change.op} ${change.type}/${change.id}`);
  t.same(told.sort(), ['change question/q', 'withdraw answer/q.2']);
});

t.test('all that is wrong with a source is said at once, whatever finds it', async (t) => {
  const store = await emptyStore(t);
  const faulty = question('bad', [answer('bad.1', { body: 'No.<br>' })]);
  const lonely = question('q', [answer('q.1', { attribution: { kind: 'named', author: 'nobody' } })], {
    related: ['bad'],
  });
  const error = await refusal(publish(t, store, [general, faulty, lonely]));
  t.match(error, { faults: [{ code: 'markdown-html' }, { code: 'missing-reference', record: 'answer/q.1' }] });
  t.match(error, { faults: { length: 2 } }, 'what refers to a faulty record is not at fault');
  t.equal(store.latest().revision, 0);
});

t.test(
  'a recall of a question takes every answer with it that it ever had, though it was withdrawn before',
  async (t) => {
    for (const isLive of [true, false]) {
      const store = await emptyStore(t);
      await publish(t, store, [
        general,
        question('q', [answer('q.1'), answer('q.2')]),
        question('other', [answer('x')]),
      ]);
      await publish(t, store, [question('q', [answer('q.2')])]);
      if (!isLive) await withdraw(store, { type: 'question', id: 'q' }, { reason: 'unpublished' });
      await withdraw(store, { type: 'question', id: 'q' }, { reason: 'safety' });
      for (const id of ['q.1', 'q.2']) {
        t.match(await store.findAnswer(id, 1), { state: 'withdrawn', reason: 'safety' }, `${id}, live: ${isLive}`);
      }
      t.match(await store.findQuestion('q', 1), { state: 'withdrawn', reason: 'safety' });
      t.equal((await store.findAnswer('x', 1)).state, 'live', 'and no other');
      t.same(await soundness(store), []);
    }
  },
);

t.test('a mirror of nothing is refused: a wrong folder must not withdraw everything', async (t) => {
  const store = await emptyStore(t);
  await publish(t, store, [general]);
  t.match(await refusal(publish(t, store, [], { mirror: true })), { faults: [{ code: 'empty' }] });
  t.equal(store.latest().revision, 1);
});
