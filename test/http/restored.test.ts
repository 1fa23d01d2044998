import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { openApp } from '../support/app.js';

t.test('nothing of a history that a restore has undone is served again under the same revision number', async (t) => {
  const folder = t.testdir();
  const { store, get } = await openApp(t, { folder });
  const publishAuthor = (id: string) => {
    const path = join(folder, `${id}.json`);
    writeFileSync(path, JSON.stringify({ type: 'author', id, slug: id, name: id }));
    return publishPath(store, path);
  };
  const live = join(folder, 'content.db');
  const old = join(folder, 'old.db');
  const source = new Database(live);
  await source.backup(old);
  source.close();

  await publishAuthor('ghost');
  const idsOf = async (url: string) => (await get(url)).json().data.map(({ id }: { id: string }) => id);
  t.ok((await idsOf('/v1/authors')).includes('ghost'));
  t.ok((await idsOf('/v1/authors?revision=2')).includes('ghost'));

  const backup = new Database(old);
  await backup.backup(live);
  backup.close();
  await store.refresh();
  await publishAuthor('yak');
  t.equal(store.latest().revision, 2);
  for (const url of ['/v1/authors', '/v1/authors?revision=2']) {
    t.same(await idsOf(url), ['brian-yee', 'wendy-batts', 'yak'], url);
  }
  t.equal((await get('/v1/authors/ghost')).statusCode, 404);
});
