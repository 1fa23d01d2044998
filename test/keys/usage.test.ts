import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import t from 'tap';
import { createKey } from '../../src/keys/issue.js';
import { openUsageBook } from '../../src/keys/usage.js';
import { StoreError } from '../../src/store/errors.js';
import { openKeyStore } from '../../src/store/open.js';
import { openApp } from '../support/app.js';

const everything = { key: undefined, from: undefined, to: undefined };

t.test('usage is counted by day, key and route, and the last use of a key by the hour', async (t) => {
  const store = await openKeyStore(`sqlite:${join(t.testdir(), 'content.db')}`, { migrate: true });
  t.teardown(() => store.close());
  const { key } = await createKey(store, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  let now = Date.parse('2026-05-01T23:59:00Z');
  const book = openUsageBook(store, () => now);
  const used = { prefix: key.prefix, route: '/v1/topics', requests: 1, isCharged: true, isDeprecated: false };
  book.count(used);
  book.count({ ...used, requests: 1, isCharged: false, isDeprecated: true });
  await book.flush();
  now += 120_000;
  book.count(used);
  book.count({ ...used, prefix: '' });
  await book.flush();
  await book.flush();

  const row = { prefix: key.prefix, partner: 'acme', route: '/v1/topics', deprecated: 0 };
  const first = { ...row, day: '2026-05-01', requests: 2, charged: 1, deprecated: 1 };
  const second = { ...row, day: '2026-05-02', requests: 1, charged: 1 };
  const anonymous = { ...second, prefix: '', partner: null };
  t.same(await store.listUsage(everything), [first, anonymous, second]);
  t.same(await store.listUsage({ ...everything, key: 'acme', to: '2026-05-01' }), [first]);
  t.same(await store.listUsage({ ...everything, key: key.prefix, from: '2026-05-02' }), [second]);
  t.equal((await store.listKeys())[0]?.lastUsedAt, Date.parse('2026-05-02T00:00:00Z'));
});

t.test('what cannot be written now is written the next time, once', async (t) => {
  const store = await openKeyStore(`sqlite:${join(t.testdir(), 'content.db')}`, { migrate: true });
  t.teardown(() => store.close());
  let isBusy = true;
  const book = openUsageBook({
    addUsage: async (...given) => {
      if (isBusy) throw new StoreError('busy', 'Somebody else writes.');
      return store.addUsage(...given);
    },
  });
  const used = { prefix: '', route: '/v1', requests: 1, isCharged: true, isDeprecated: false };
  book.count(used);
  await t.rejects(book.flush(), { code: 'busy' });
  book.count(used);
  isBusy = false;
  await book.flush();
  t.match(await store.listUsage(everything), [{ requests: 2 }]);
});

t.test('a service that closes while another process writes waits for it, and loses nothing', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'content.db');
  const { app, get } = await openApp(t, { folder });
  await get('/v1/topics');
  const writer = new Database(path);
  writer.exec('BEGIN IMMEDIATE');
  const closed = app.close();
  // For longer than one try takes: it has failed by then.
  await wait(100);
  writer.exec('ROLLBACK');
  writer.close();
  await closed;
  const again = await openKeyStore(`sqlite:${path}`, { migrate: false });
  t.teardown(() => again.close());
  t.match(await again.listUsage(everything), [{ route: '/v1/topics', requests: 1 }]);
});

t.test('keys and usage are there after a restart: what was counted is written when the service closes', async (t) => {
  const folder = t.testdir();
  const { app, get, request, keys } = await openApp(t, { folder, settings: { ANONYMOUS_LIMITS: 'minute=100' } });
  const { text, key } = await createKey(keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const bearer = { authorization: `Bearer ${text}` };
  await get('/v1/topics/none', bearer);
  await get('/v1/topics/other', bearer);
  await get('/v1/topics', { authorization: 'Bearer x' });
  await request({ url: '/v1/authors', remoteAddress: '192.0.2.7' });
  await get('/livez');
  await app.close();

  const again = await openKeyStore(`sqlite:${join(folder, 'content.db')}`, { migrate: false });
  t.teardown(() => again.close());
  t.match(await again.listUsage(everything), [
    { prefix: '', partner: null, route: '/v1/authors', requests: 1, charged: 1 },
    { prefix: key.prefix, partner: 'acme', route: '/v1/topics/:slug', requests: 2, charged: 0 },
  ]);
  t.match(await again.listKeys(), [{ partner: 'acme', lastUsedAt: Number }]);
});
