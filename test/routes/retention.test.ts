import { join } from 'node:path';
import t from 'tap';
import { prune } from '../../src/content/prune.js';
import { verify } from '../../src/content/verify.js';
import { openStore } from '../../src/store/open.js';
import { Device, liveAt, readPage, readWindow, syncUrl } from './device.js';
import { type Library, openLibrary, question } from './library.js';

/** Keeps the last so many revisions, and nothing for its age. */
const pruneTo = ({ store }: Library, revisions: number) => prune(store, { days: 0, revisions });

async function edit({ publish }: Library, times: number): Promise<void> {
  for (let edit = 1; edit <= times; edit += 1) {
    await publish(question('sore', { title: `Is it sore? ${edit}`, slug: `is-it-sore-${edit}` }));
  }
}

t.test(
  'what is older than what is kept is a 410 that names the latest, and everything else stays as it was',
  async (t) => {
    const library = await openLibrary(t, question('sore'), question('weak'));
    await edit(library, 5);
    const urls = [
      '/v1/questions',
      '/v1/questions/is-it-sore-3',
      '/v1/search?q=sore',
      '/v1/recalls',
      '/v1/answers/weak.ann',
    ];
    const pinned = (revision: number) =>
      urls.map((url) => `${url}${url.includes('?') ? '&' : '?'}revision=${revision}`);
    const bodies = async (revision: number) =>
      Promise.all(pinned(revision).map(async (url) => (await library.get(url)).body));
    const before = [await bodies(4), await bodies(5), await bodies(6)];
    const list = (await library.read('/v1/questions?limit=1&revision=3')).page.nextCursor;

    const { oldest, removed } = await pruneTo(library, 3);
    t.equal(oldest, 4);
    t.match(removed, { versions: 3, searchEntries: 3 });
    t.same([await bodies(4), await bodies(5), await bodies(6)], before);
    for (const url of [...pinned(3), ...pinned(1), `/v1/questions?limit=1&cursor=${list}`]) {
      const response = await library.get(url);
      t.equal(response.statusCode, 410, url);
      t.match(response.json(), { type: /\/revision-gone$/, latestRevision: 6 });
    }
    t.equal((await library.get('/v1/questions/is-it-sore-1')).statusCode, 308, 'former names lead on');
    t.match(await verify(library.store), { faults: [] });
  },
);

t.test('G8: a position of any age goes on after everything before it was pruned', async (t) => {
  const library = await openLibrary(t, question('sore'), question('weak'));
  const old = new Device();
  old.apply(t, await readWindow(library.get, undefined));
  await library.withdraw({ type: 'question', id: 'weak' }, { reason: 'retracted' });
  await edit(library, 5);
  await library.reinstate('weak');
  await library.withdraw({ type: 'question', id: 'weak' }, { reason: 'unpublished' });
  await pruneTo(library, 1);
  old.apply(t, await readWindow(library.get, old.cursor, { limit: 1 }));
  t.same(old.held(), await liveAt(library, 9));
  const fresh = new Device();
  fresh.apply(t, await readWindow(library.get, undefined));
  t.same(fresh.held(), old.held());
});

t.test('a window that ends before what is kept is begun again, from the same position', async (t) => {
  const library = await openLibrary(t, question('sore'), question('weak'));
  const { nextCursor } = await readPage(library.get, undefined, 2);
  const url = syncUrl(nextCursor, 1000);
  await edit(library, 3);
  t.match((await library.get(url)).json(), { from: 0, to: 1 });
  await pruneTo(library, 2);
  t.match((await library.get(url)).json(), { from: 0, to: 4, complete: true });
});

t.test('revisions are kept for their age as well as for their number', async (t) => {
  const library = await openLibrary(t, question('sore'));
  await edit(library, 3);
  const { store } = library;
  t.match(await prune(store, { days: 1, revisions: 1 }), { oldest: 1, removed: { versions: 0 } });
  t.match(await prune(store, { days: 0, revisions: 1000 }), { oldest: 1, removed: { versions: 0 } });
  t.match(await prune(store, { days: 0, revisions: 2 }, { dryRun: true }), { oldest: 3, removed: { versions: 2 } });
  t.same(store.horizon(), { floor: 0, erased: 0 }, 'trying it removes nothing');
  t.equal((await library.get('/v1/questions?revision=1')).statusCode, 200);
  t.match(await prune(store, { days: 0, revisions: 2 }), { oldest: 3, removed: { versions: 2 } });
  t.match(await prune(store, { days: 0, revisions: 4 }), { oldest: 3 }, 'what is gone does not come back');
});

t.test('a read that is overtaken by a prune does not answer with less than there was', async (t) => {
  const library = await openLibrary(t, question('sore'), question('weak'));
  await edit(library, 2);
  const { app, store } = library;
  const other = await openStore(`sqlite:${join(t.testdirName, 'content.db')}`, { migrate: false });
  const { findQuestion } = store;
  // What another process does after the revision was found to be kept, and before it is read.
  const overtaken = async (...given: Parameters<typeof findQuestion>) => {
    await prune(other, { days: 0, revisions: 1 });
    return findQuestion(...given);
  };
  Object.assign(store, { findQuestion: overtaken });
  const response = await app.inject('/v1/questions/is-it-sore?revision=1');
  await other.close();
  t.equal(response.statusCode, 410);
  t.match(response.json(), { type: /\/revision-gone$/ });
});
