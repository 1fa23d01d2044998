import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { decide } from '../../src/content/plan.js';
import { withdraw } from '../../src/content/withdraw.js';
import { StoreError } from '../../src/store/errors.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { answer, disclaimer, draftOf, question, topic } from './draft.js';

const SECRET = 'zyzzyva';

async function publish(store: Store, draft: ReturnType<typeof draftOf>) {
  return store.publish(draft, decide(draft), { dryRun: false });
}

/** A question that says the word in an answer that was edited, among others. */
async function openWith(t: Test): Promise<{ store: Store; path: string }> {
  const path = join(t.testdir(), 'content.db');
  const store = await openStore(`sqlite:${path}`, { migrate: true });
  t.teardown(() => store.close());
  const others = Array.from({ length: 200 }, (_, n) => [
    question(`q${n}`, { answers: [`q${n}.1`] }),
    answer(`q${n}.1`, `q${n}`, { text: `Rest for ${n} days, and then walk. `.repeat(20).trim() }),
  ]);
  const edition = (text: string) => [
    question('bad', { answers: ['bad.1', 'bad.2'] }),
    answer('bad.1', 'bad', { text }),
    answer('bad.2', 'bad', { text: 'Rest.' }),
  ];
  await publish(
    store,
    draftOf([disclaimer('d'), ...others.flat(), ...edition(`Say ${SECRET}. ${'Again. '.repeat(3000)}`)]),
  );
  await publish(store, draftOf(edition(`Say ${SECRET} twice.`)));
  return { store, path };
}

const filesWith = (path: string, word: string) =>
  ['', '-wal', '-journal'].filter((end) => existsSync(path + end) && readFileSync(path + end).includes(word));

t.test('of what is recalled no byte is left in any file of the database', async (t) => {
  const { store, path } = await openWith(t);
  t.ok(filesWith(path, SECRET).length > 0, 'it was there');
  await withdraw(store, { type: 'answer', id: 'bad.1' }, { reason: 'safety' });
  t.same(filesWith(path, SECRET), []);
  t.same(await store.checkIntegrity(), []);
});

t.test('of what is withdrawn for another reason, old revisions keep all', async (t) => {
  const { store, path } = await openWith(t);
  await withdraw(store, { type: 'answer', id: 'bad.1' }, { reason: 'retracted' });
  t.ok(filesWith(path, SECRET).length > 0);
  t.match(await store.findAnswer('bad.1', 1), { state: 'live' });
});

t.test('a reader in the way delays the last bytes, and nothing else', async (t) => {
  const { store, path } = await openWith(t);
  const reader = new Database(path, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM version').get();
  await withdraw(store, { type: 'question', id: 'bad' }, { reason: 'safety' });
  t.match(await store.findAnswer('bad.1', 1), { state: 'withdrawn', reason: 'safety' });
  t.ok(filesWith(path, SECRET).length > 0);
  reader.exec('COMMIT');
  reader.close();
  t.equal(await store.scrub(), true);
  t.same(filesWith(path, SECRET), []);
});

t.test('pruning does not wait for another writer, and goes on when that has ended', async (t) => {
  const { store, path } = await openWith(t);
  const writer = new Database(path);
  writer.exec('BEGIN IMMEDIATE');
  const start = performance.now();
  for (const attempt of [() => store.raiseFloor(2), () => store.pruneSome()]) {
    const error = await attempt().catch((thrown: unknown) => thrown);
    t.ok(error instanceof StoreError && error.code === 'busy');
  }
  t.ok(performance.now() - start < 1000, 'at once');
  writer.exec('ROLLBACK');
  writer.close();
  t.same(await store.raiseFloor(2), { floor: 2, erased: 0 });
  t.match(await store.pruneSome(), { versions: 1, searchEntries: 1 });
  await publish(store, draftOf([topic('t')]));
});
