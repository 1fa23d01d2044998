import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { publishPath } from '../../src/content/publish.js';
import { SetDigest } from '../../src/content/set-digest.js';
import { verify } from '../../src/content/verify.js';
import { toNdjsonLine } from '../../src/content/write-source.js';
import { sourceSet } from './sources.js';
import { emptyStore, folderOf } from './store.js';

t.test('after any history the count and the set digest are those of what is live', async (t) => {
  let round = 0;
  const root = t.testdir();
  await fc.assert(
    fc.asyncProperty(fc.array(sourceSet, { minLength: 2, maxLength: 4 }), fc.boolean(), async (history, mirror) => {
      const store = await emptyStore(t);
      for (const records of history) {
        round += 1;
        const folder = folderOf(join(root, String(round)), { 'all.ndjson': records.map(toNdjsonLine).join('') });
        const { revision } = await publishPath(store, folder, { mirror });
        const live = await store.listLive(revision.revision, undefined, 1000);
        const set = new SetDigest();
        for (const { type, id, digest } of live) set.add(type, id, digest ?? '');
        assert.equal(revision.count, live.length);
        assert.equal(revision.setDigest, set.toString());
      }
      assert.deepEqual((await verify(store)).faults, []);
    }),
    { numRuns: 10 },
  );
});
