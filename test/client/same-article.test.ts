import t from 'tap';
import { MemoryStore, Replica } from '../../src/client/index.js';
import { openApp } from '../support/app.js';
import { json } from './service.js';

t.test('an article of the copy is the article of the service, byte by byte', async (t) => {
  const { get, store } = await openApp(t);
  const { revision, count, setDigest } = store.latest();
  const changes = (await store.window(0, revision, undefined, 1000)).map((change) => {
    if (change.op === 'delete') return change;
    const { publishedAt, updatedAt, ...rest } = change;
    return { ...rest, publishedAt: new Date(publishedAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
  });
  const page = { from: 0, to: revision, changes, disclaimers: [], hasMore: false, complete: true };
  const end = { set: { count, digest: setDigest }, nextCursor: 'next', pollAfterSeconds: 900 };
  const replica = new Replica({
    baseUrl: 'https://api.example.org',
    store: new MemoryStore(),
    fetch: async (url) => json(200, url.endsWith('/v1/recalls') ? { data: [] } : { ...page, ...end }),
  });
  t.match(await replica.sync(), { outcome: 'complete', revision, changes: count });
  t.match(await replica.verify(), { sound: true });

  const slug = 'is-it-normal-to-have-knee-pain-after-running';
  const { body } = await get(`/v1/questions/${slug}`);
  t.equal(JSON.stringify(await replica.article(slug)), body);
  t.equal(JSON.stringify(await replica.article('knee-pain-after-running')), body);
  t.same(
    (await replica.search('foam rolling')).map(({ id }) => id),
    ['knee-pain-after-running'],
  );
});
