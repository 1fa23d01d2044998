import t from 'tap';
import { MemoryStore, Replica } from '../../src/client/index.js';
import { openApp } from '../support/app.js';

t.test('an article of the copy is the article of the service, byte by byte', async (t) => {
  const { get, store, listen } = await openApp(t);
  const { revision, count } = store.latest();
  const replica = new Replica({ baseUrl: await listen(), store: new MemoryStore() });
  t.same(await replica.sync(), { outcome: 'complete', revision, changes: count, startedOver: false });
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
