import type { Test } from 'tap';
import type { Item, ReplicaStore, StagedChange } from '../../src/client/index.js';
import { NEW_STATE, type ReplicaState } from '../../src/client/replica-state.js';

const at = (version: number): ReplicaState => ({ ...NEW_STATE, version });

function item(type: string, id: string, words = id, slug: string | null = `${id}-slug`): Item {
  const time = '2025-03-01T00:00:00.000Z';
  const resource = { type, id, slug, words };
  return { type, id, slug, revision: 1, publishedAt: time, updatedAt: time, digest: `sha256-${words}`, resource };
}

const put = (...args: Parameters<typeof item>): StagedChange => ({ op: 'upsert', item: item(...args) });
const remove = (type: string, id: string): StagedChange => ({ op: 'delete', type, id });

async function dump(store: ReplicaStore): Promise<string[]> {
  return (await store.list(undefined, 1000)).items.map(({ type, id, digest }) => `${type}/${id}=${digest}`);
}

/** What every replica store promises. `reopen` gives another handle on the same copy. */
export function replicaStoreContract(
  t: Test,
  open: (t: Test) => Promise<{ store: ReplicaStore; reopen?: () => Promise<ReplicaStore> }>,
) {
  t.test('a new store holds nothing', async (t) => {
    const { store } = await open(t);
    t.same(await store.read([{ type: 'topic', id: 'a' }]), { state: undefined, items: [undefined] });
    t.same(await store.list(undefined, 10), { state: undefined, items: [] });
  });

  t.test('what is staged is not seen until it is applied, and then with its state', async (t) => {
    const { store } = await open(t);
    t.ok(await store.stage(at(1), [put('topic', 'a'), put('answer', 'b', 'b', null)], true));
    t.same(await dump(store), []);
    t.equal((await store.read([])).state?.version, 1);
    t.ok(await store.apply(at(2), 'merge'));
    t.same(await dump(store), ['answer/b=sha256-b', 'topic/a=sha256-a']);
    t.equal((await store.read([])).state?.version, 2);
  });

  t.test('items are found by id and by slug, in the order asked for', async (t) => {
    const { store } = await open(t);
    await store.stage(at(1), [put('topic', 'a'), put('topic', 'b'), put('answer', 'a', 'a', null)], true);
    await store.apply(at(2), 'merge');
    const { items } = await store.read([
      { type: 'topic', slug: 'b-slug' },
      { type: 'topic', id: 'none' },
      { type: 'answer', slug: 'a-slug' },
      { type: 'answer', id: 'a' },
      { type: 'topic', id: 'a' },
    ]);
    t.same(items, [item('topic', 'b'), undefined, undefined, item('answer', 'a', 'a', null), item('topic', 'a')]);
  });

  t.test('a list goes by type and id, from any key', async (t) => {
    const { store } = await open(t);
    const ids = ['b', 'a', 'a.b', 'a-b', 'ab', 'a_b'];
    await store.stage(at(1), [put('topic', 'z'), ...ids.map((id) => put('question', id))], true);
    await store.apply(at(2), 'merge');
    const keys = async (...args: Parameters<ReplicaStore['list']>) =>
      (await store.list(...args)).items.map(({ type, id }) => `${type}/${id}`);
    const sorted = [...ids].sort().map((id) => `question/${id}`);
    t.same(await keys(undefined, 100), [...sorted, 'topic/z']);
    t.same(await keys({ type: 'question', id: 'a-b' }, 2), sorted.slice(2, 4));
    t.same(await keys({ type: 'question', id: '' }, 1), sorted.slice(0, 1));
    t.same(await keys({ type: 'question', id: 'b' }, 9), ['topic/z']);
    t.same(await keys({ type: 'topic', id: 'z' }, 9), []);
  });

  t.test('merge puts upserts and takes away deletes', async (t) => {
    const { store } = await open(t);
    await store.stage(at(1), [put('topic', 'a'), put('topic', 'b'), put('topic', 'c')], true);
    await store.apply(at(2), 'merge');
    await store.stage(at(3), [remove('topic', 'a'), put('topic', 'b', 'new'), remove('topic', 'unknown')], true);
    await store.apply(at(4), 'merge');
    t.same(await dump(store), ['topic/b=sha256-new', 'topic/c=sha256-c']);
  });

  t.test('replace leaves the staged upserts alone', async (t) => {
    const { store } = await open(t);
    await store.stage(at(1), [put('topic', 'a'), put('topic', 'b')], true);
    await store.apply(at(2), 'merge');
    await store.stage(at(3), [put('topic', 'b', 'new'), remove('topic', 'c')], true);
    t.same(await dump(store), ['topic/a=sha256-a', 'topic/b=sha256-b'], 'the old copy is read meanwhile');
    await store.apply(at(4), 'replace');
    t.same(await dump(store), ['topic/b=sha256-new']);
    t.same((await store.read([{ type: 'topic', slug: 'a-slug' }])).items, [undefined]);
    await store.apply(at(5), 'replace');
    t.same(await dump(store), [], 'nothing is staged after an apply');
  });

  t.test('staging adds, keeps the last change of a key, and begins anew when fresh', async (t) => {
    const { store } = await open(t);
    await store.stage(at(1), [put('topic', 'dropped')], true);
    await store.stage(at(2), [put('topic', 'a'), put('topic', 'b')], true);
    await store.stage(at(3), [put('topic', 'a', 'again'), remove('topic', 'b')], false);
    await store.apply(at(4), 'merge');
    t.same(await dump(store), ['topic/a=sha256-again']);
  });

  t.test('a write that is not made from the stored state writes nothing', async (t) => {
    const { store } = await open(t);
    t.equal(await store.save(at(2)), false);
    t.ok(await store.stage(at(1), [put('topic', 'a')], true));
    t.equal(await store.stage(at(1), [put('topic', 'b')], false), false);
    t.equal(await store.save(at(1)), false);
    t.equal(await store.apply(at(3), 'merge'), false);
    t.same(await dump(store), []);
    t.ok(await store.apply(at(2), 'merge'));
    t.same(await dump(store), ['topic/a=sha256-a']);
  });

  t.test('of writes at the same time one wins', async (t) => {
    const { store } = await open(t);
    const wins = await Promise.all([store.save(at(1)), store.save(at(1)), store.stage(at(1), [], true)]);
    t.equal(wins.filter((won) => won).length, 1);
  });

  t.test('what is given out is the caller’s own', async (t) => {
    const { store } = await open(t);
    const given = item('topic', 'a');
    await store.stage(at(1), [{ op: 'upsert', item: given }], true);
    Reflect.set(given.resource, 'words', 'changed');
    await store.apply(at(2), 'merge');
    const [read] = (await store.read([{ type: 'topic', id: 'a' }])).items;
    t.same(read, item('topic', 'a'));
    Reflect.set(read?.resource ?? {}, 'words', 'changed');
    t.same((await store.read([{ type: 'topic', id: 'a' }])).items, [item('topic', 'a')]);
  });

  t.test('any words and very many items are kept', async (t) => {
    const { store } = await open(t);
    const changes = Array.from({ length: 1201 }, (_, n) => put('answer', `n${n}`, `“${n}” \u0000 \ud83e\uddb5 ' " \\`));
    await store.stage(at(1), changes, true);
    await store.apply(at(2), 'merge');
    t.equal((await store.list(undefined, 5000)).items.length, 1201);
    const [read] = (await store.read([{ type: 'answer', id: 'n7' }])).items;
    t.same(read, item('answer', 'n7', '“7” \u0000 \ud83e\uddb5 \' " \\'));
  });

  t.test('a copy outlives its handle, with its staged changes', async (t) => {
    const { store, reopen } = await open(t);
    if (reopen === undefined) return t.pass('this store lives as long as the program');
    await store.stage(at(1), [put('topic', 'a')], true);
    const again = await reopen();
    t.equal((await again.read([])).state?.version, 1);
    t.ok(await again.apply(at(2), 'merge'));
    t.same(await dump(again), ['topic/a=sha256-a']);
    t.equal(await store.save(at(2)), false, 'another handle wrote in between');
    return undefined;
  });
}
