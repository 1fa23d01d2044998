import { setTimeout } from 'node:timers/promises';
import type { Test } from 'tap';
import { makeKeyText, toDigest, toPrefix } from '../../src/keys/text.js';
import type { Key, KeyStore, NewKey, Usage, UsageFilter } from '../../src/store/keys.js';
import type { KeyEngine } from './engines.js';

const everything = { key: undefined, from: undefined, to: undefined };
const DAY = '2026-05-01';

function newKey(partner: string, createdAt: number): NewKey {
  const text = makeKeyText();
  return { prefix: toPrefix(text), digest: toDigest(text), partner, scopes: ['read'], createdAt, expiresAt: null };
}

async function add(store: KeyStore, partner: string, createdAt = 0): Promise<NewKey> {
  const key = newKey(partner, createdAt);
  await store.addKey(partner, () => key);
  return key;
}

const usageOf = (route: string, more: Partial<Usage> = {}): Usage => {
  return { day: DAY, prefix: '', route, requests: 1, charged: 1, deprecated: 0, ...more };
};

/** The promises of `keys.ts`, for any engine. */
export function testKeys(t: Test, { create, skip }: KeyEngine): void {
  t.test('a key is found by its digest alone, with all that is known of it', { skip }, async (t) => {
    const store = await (await create(t))();
    const { digest, ...key } = await add(store, 'acme', 5);
    const known = await store.findKey(digest);
    t.same({ ...known, digest: undefined }, { ...key, revokedAt: null, lastUsedAt: null, digest: undefined });
    t.same(Buffer.from(known?.digest ?? []), Buffer.from(digest));
    t.equal(await store.findKey(Buffer.alloc(32)), undefined);
  });

  t.test(
    'what throws while a key is decided on leaves the keys as they were, and is passed on',
    { skip },
    async (t) => {
      const store = await (await create(t))();
      const refuse = () => {
        throw new RangeError('no');
      };
      await t.rejects(store.addKey('acme', refuse), new RangeError('no'));
      t.same(await store.listKeys(), []);
    },
  );

  t.test('of many who add the first key of a partner at once, each sees what the others added', { skip }, async (t) => {
    const open = await create(t);
    const stores = await Promise.all(Array.from({ length: 4 }, open));
    const seen = await Promise.all(
      stores.map(async (store) => {
        let before: readonly Key[] = [];
        await store.addKey('acme', (existing) => {
          before = existing;
          return newKey('acme', 0);
        });
        return before.length;
      }),
    );
    t.same(seen.sort(), [0, 1, 2, 3]);
  });

  t.test('keys are listed by partner, the oldest first', { skip }, async (t) => {
    const store = await (await create(t))();
    for (const [partner, at] of [
      ['zeta', 1],
      ['acme', 3],
      ['Acme', 9],
      ['acme', 2],
    ] as const)
      await add(store, partner, at);
    t.same(
      (await store.listKeys()).map(({ partner, createdAt }) => `${partner} ${createdAt}`),
      ['Acme 9', 'acme 2', 'acme 3', 'zeta 1'],
    );
  });

  t.test('what another process revoked is seen within a second', { skip }, async (t) => {
    const open = await create(t);
    const [one, other] = [await open(), await open()];
    const { digest, prefix } = await add(one, 'acme');
    t.equal((await other.findKey(digest))?.revokedAt, null);
    t.match(await one.revokeKeys(prefix, 7), [{ prefix, revokedAt: 7 }]);
    t.same(await other.revokeKeys('acme', 8), [], 'once');
    for (const end = Date.now() + 1000; Date.now() < end && (await other.findKey(digest))?.revokedAt === null; ) {
      await setTimeout(10);
    }
    t.equal((await other.findKey(digest))?.revokedAt, 7);
  });

  t.test('whatever many processes count is added up, and a last use never goes back', { skip }, async (t) => {
    const open = await create(t);
    const stores = await Promise.all(Array.from({ length: 3 }, open));
    const [first] = stores;
    if (first === undefined) throw new Error('there are three');
    const { prefix } = await add(first, 'acme');
    const routes = ['/v1/a', '/v1/b', '/v1/c'];
    const counted = async (store: KeyStore, turn: number) => {
      // Each in another order: none must wait for one that waits for it.
      const rows = routes.map((_, n) => usageOf(routes[(n + turn) % 3] ?? '', { prefix, deprecated: 1 }));
      for (;;) {
        try {
          return await store.addUsage(rows, new Map([[prefix, 100 - turn]]));
        } catch {
          await setTimeout(1);
        }
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, turn) => stores.map((store) => counted(store, turn))).flat());
    t.same(
      await first.listUsage(everything),
      routes.map((route) => ({
        ...usageOf(route, { prefix }),
        partner: 'acme',
        requests: 60,
        charged: 60,
        deprecated: 60,
      })),
    );
    t.equal((await first.listKeys())[0]?.lastUsedAt, 100);
  });

  t.test('usage is listed from a day to a day, of a key or a partner', { skip }, async (t) => {
    const store = await (await create(t))();
    const { prefix } = await add(store, 'acme');
    const days = ['2026-04-30', DAY, '2026-05-02'];
    await store.addUsage([...days.map((day) => usageOf('/v1', { day, prefix })), usageOf('/v1')], new Map());
    const listed = async (filter: Partial<UsageFilter>) =>
      (await store.listUsage({ ...everything, ...filter })).map((row) => `${row.day} ${row.partner}`);
    t.same(await listed({}), ['2026-04-30 acme', `${DAY} null`, `${DAY} acme`, '2026-05-02 acme']);
    t.same(await listed({ from: DAY, to: DAY }), [`${DAY} null`, `${DAY} acme`]);
    t.same(await listed({ key: 'acme', to: DAY }), ['2026-04-30 acme', `${DAY} acme`]);
    t.same(await listed({ key: prefix, from: '2026-05-02' }), ['2026-05-02 acme']);
    t.same(await listed({ key: 'other' }), []);
    await store.addUsage([], new Map());
  });

  t.test('usage of days that are over can be counted and removed, a part at a time', { skip }, async (t) => {
    const store = await (await create(t))();
    const routes = Array.from({ length: 1500 }, (_, n) => `/v1/${n}`);
    await store.addUsage([...routes.map((route) => usageOf(route)), usageOf('/v1', { day: '2026-05-02' })], new Map());
    t.equal(await store.countUsage(DAY), 0);
    t.equal(await store.countUsage('2026-05-02'), 1500);
    t.ok((await store.pruneUsage('2026-05-02')) < 1500);
    while ((await store.pruneUsage('2026-05-02')) > 0);
    t.match(await store.listUsage(everything), [{ day: '2026-05-02' }]);
  });
}
