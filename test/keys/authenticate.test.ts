import { timingSafeEqual } from 'node:crypto';
import t, { type Test } from 'tap';
import { buildAuthenticate } from '../../src/keys/authenticate.js';
import { createKey, rotateKey } from '../../src/keys/issue.js';
import { makeKeyText } from '../../src/keys/text.js';
import { type KeyEngine, keyEngines } from './engines.js';

const NOON = Date.parse('2026-05-01T12:00:00Z');

/** Keys in a database of their own, and the work that each attempt takes. */
async function openCounted(t: Test, engine: KeyEngine) {
  const store = await (await engine.create(t))();
  const work = { lookUps: 0, comparisons: 0 };
  const authenticate = buildAuthenticate({
    keys: {
      findKey(digest) {
        work.lookUps += 1;
        return store.findKey(digest);
      },
    },
    now: () => NOON,
    equals(one, other) {
      work.comparisons += 1;
      return timingSafeEqual(one, other);
    },
  });
  async function attempt(authorization: string) {
    Object.assign(work, { lookUps: 0, comparisons: 0 });
    const key = await authenticate(authorization);
    return { ...work, partner: key?.partner };
  }
  return { store, attempt };
}

const options = { scopes: undefined, expiresAt: null, now: NOON - 1000 };

for (const engine of keyEngines) {
  t.test(
    `${engine.name}: whatever is wrong with a key takes the same work, and no look-up without a right checksum`,
    { skip: engine.skip },
    async (t) => {
      const { store, attempt } = await openCounted(t, engine);
      const live = await createKey(store, 'live', options);
      const expired = await createKey(store, 'expired', { ...options, expiresAt: NOON });
      const revoked = await createKey(store, 'revoked', options);
      await store.revokeKeys('revoked', NOON - 500);

      t.same(await attempt(`Bearer ${live.text}`), { lookUps: 1, comparisons: 1, partner: 'live' });
      for (const text of [expired.text, revoked.text, makeKeyText()]) {
        t.same(await attempt(`Bearer ${text}`), { lookUps: 1, comparisons: 1, partner: undefined });
      }
      const broken = `${live.text.slice(0, -1)}${live.text.endsWith('0') ? '1' : '0'}`;
      const foreign = ['Basic bWU6c2VjcmV0', 'Bearer ghp_0123456789', 'Bearer', '', live.text, `Bearer ${live.text} x`];
      for (const authorization of [`Bearer ${broken}`, `Token ${live.text}`, ...foreign]) {
        t.same(await attempt(authorization), { lookUps: 0, comparisons: 1, partner: undefined }, authorization);
      }
    },
  );

  t.test(`${engine.name}: the scheme is Bearer in any case`, { skip: engine.skip }, async (t) => {
    const { store, attempt } = await openCounted(t, engine);
    const { text } = await createKey(store, 'acme', options);
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) t.equal((await attempt(`${scheme} ${text}`)).partner, 'acme');
  });

  t.test(`${engine.name}: both keys work at a rotation, and a third must wait`, { skip: engine.skip }, async (t) => {
    const { store, attempt } = await openCounted(t, engine);
    const first = await createKey(store, 'acme', { ...options, scopes: ['read'] });
    const second = await rotateKey(store, 'acme', options);
    t.same(second.key.scopes, ['read'], 'the scopes stay');
    for (const { text } of [first, second]) t.equal((await attempt(`Bearer ${text}`)).partner, 'acme');
    await t.rejects(rotateKey(store, 'acme', options), /has two keys already/);
    await t.rejects(createKey(store, 'acme', options), /has a key already/);

    await store.revokeKeys(first.key.prefix, NOON);
    t.equal((await attempt(`Bearer ${first.text}`)).partner, undefined);
    t.equal((await attempt(`Bearer ${second.text}`)).partner, 'acme');
    await rotateKey(store, 'acme', options);
  });

  t.test(
    `${engine.name}: without a key there is none to rotate; after all are revoked there is one to create`,
    { skip: engine.skip },
    async (t) => {
      const { store } = await openCounted(t, engine);
      await t.rejects(rotateKey(store, 'acme', options), /has no key to rotate/);
      await createKey(store, 'acme', options);
      t.equal((await store.revokeKeys('acme', NOON - 900)).length, 1);
      t.equal((await store.revokeKeys('acme', NOON)).length, 0, 'revoked once');
      await createKey(store, 'acme', options);
      t.equal((await store.listKeys()).length, 2, 'what is revoked stays listed');
    },
  );

  t.test(`${engine.name}: the text of a key is nowhere in the database`, { skip: engine.skip }, async (t) => {
    const { store } = await openCounted(t, engine);
    const { text, key } = await createKey(store, 'acme', options);
    const kept = JSON.stringify(await store.listKeys());
    t.notMatch(kept, new RegExp(text.slice(14)));
    t.match(kept, key.prefix);
  });
}
