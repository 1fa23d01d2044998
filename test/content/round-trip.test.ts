import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import { exportFolder, exportNdjson } from '../../src/content/export.js';
import { publishPath } from '../../src/content/publish.js';
import { readMarkdown } from '../../src/content/read-markdown.js';
import { verify } from '../../src/content/verify.js';
import { toNdjsonLine, toSourceFile } from '../../src/content/write-source.js';
import { sourceSet } from './sources.js';
import { emptyStore, filesOf, folderOf } from './store.js';

t.test(
  'whatever is published can be exported, published elsewhere and exported again: the same bytes, the same set digest',
  async (t) => {
    let round = 0;
    const root = t.testdir();
    await fc.assert(
      fc.asyncProperty(sourceSet, async (records) => {
        round += 1;
        const at = (name: string) => join(root, `${round}-${name}`);
        const store = await emptyStore(t);
        const first = await publishPath(
          store,
          folderOf(at('in'), { 'all.ndjson': records.map(toNdjsonLine).join('') }),
        );
        await exportFolder(store, 1, at('out'));
        const other = await emptyStore(t);
        const second = await publishPath(other, at('out'));
        await exportFolder(other, 1, at('again'));
        const stream = new PassThrough({ highWaterMark: 1 << 24 });
        await exportNdjson(other, 1, stream);
        writeFileSync(at('all.ndjson'), stream.read());
        const third = await publishPath(store, at('all.ndjson'), { mirror: true });
        assert.equal(second.revision.setDigest, first.revision.setDigest);
        assert.deepEqual(third.changes, []);
        assert.deepEqual(filesOf(at('again')), filesOf(at('out')));
        assert.deepEqual((await verify(other)).faults, []);
      }),
      { numRuns: 15 },
    );
  },
);

t.test('a Markdown file says what its record says, whatever characters are in it', async () => {
  fc.assert(
    fc.property(sourceSet, (records) => {
      for (const record of records) {
        if (record.type !== 'question') continue;
        const { path, text } = toSourceFile(record);
        assert.deepEqual(JSON.stringify(readMarkdown(text, path).value), JSON.stringify(record));
      }
    }),
    { numRuns: 200 },
  );
});
