import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { BatchesDone } from '../../src/content/batches.js';
import { FaultsError } from '../../src/content/faults.js';
import { publishPath } from '../../src/content/publish.js';
import { publishBatches } from '../../src/content/publish-batches.js';
import { toNdjsonLine } from '../../src/content/write-source.js';
import { generateContentSet } from '../../src/generate/content-set.js';
import { emptyStore } from './store.js';

const set = [...generateContentSet({ questions: 100, seed: 'batches' })].map(toNdjsonLine);
const author = (id: string, slug = id) => `{"type":"author","id":"${id}","slug":"${slug}","name":"${id}"}\n`;
const topic = (id: string, related = '') =>
  `{"type":"topic","id":"${id}","slug":"${id}","name":"T","summary":"S","related":[${related}]}\n`;

async function refusal(publishing: Promise<unknown>): Promise<FaultsError> {
  const error = await publishing.catch((thrown: unknown) => thrown);
  if (!(error instanceof FaultsError)) throw error;
  return error;
}

function writeSet(folder: string, lines: readonly string[]): string {
  const path = join(folder, 'set.ndjson');
  writeFileSync(path, lines.join(''));
  return path;
}

t.test('batches make one revision each, and together the content of a whole publish', async (t) => {
  const path = writeSet(t.testdir({}), set);
  const [whole, store] = [await emptyStore(t), await emptyStore(t)];
  const { revision } = await publishPath(whole, path);
  const seen: BatchesDone[] = [];
  const done = await publishBatches(store, path, { size: 30, note: 'in parts', onBatch: (one) => seen.push(one) });
  const revisions = Math.ceil(set.length / 30);
  t.match(done, { revisions, lines: set.length, skipped: 0, added: revision.count, changed: 0, unchanged: 0 });
  t.equal(done.revision.setDigest, revision.setDigest);
  t.match(done.revision, { revision: revisions, note: 'in parts', count: revision.count });
  t.same(
    seen.map(({ lines }) => lines),
    Array.from({ length: revisions }, (_, index) => Math.min(set.length, 30 * (index + 1))),
  );
  t.equal(seen.at(-1)?.bytes, seen.at(-1)?.totalBytes);
  t.match(await publishBatches(store, path, { size: 30 }), { revisions: 0, skipped: set.length, unchanged: 0 });
});

t.test('a batch with faults is refused with all of them; mended, publishing goes on there', async (t) => {
  const faulty = set.with(60, author('x').replace('"name"', '"nam"')).with(62, topic('x', '"nowhere"'));
  const path = writeSet(t.testdir({}), faulty);
  const store = await emptyStore(t);
  const error = await refusal(publishBatches(store, path, { size: 25 }));
  t.match(
    error.faults.map(({ line, code }) => [line, code]),
    [
      [61, 'missing'],
      [61, 'unknown'],
      [63, 'missing-reference'],
    ],
  );
  t.match(
    error.outcome,
    /^Refused: the batch of lines 51 to 75\. The lines before it are published, up to revision 2;/,
  );
  t.equal((await store.refresh()).revision, 2);

  writeSet(t.testdirName, set);
  const done = await publishBatches(store, path, { size: 25 });
  t.match(done, { skipped: 50, lines: set.length, unchanged: 0 });
  const whole = await emptyStore(t);
  t.equal(done.revision.setDigest, (await publishPath(whole, path)).revision.setDigest);
});

t.test('a reference to a later batch is refused, and told how to mend it', async (t) => {
  const path = writeSet(t.testdir({}), [topic('a', '"b"'), topic('c'), topic('b')]);
  const store = await emptyStore(t);
  const error = await refusal(publishBatches(store, path, { size: 2 }));
  t.match(error.faults, [{ line: 1, code: 'missing-reference', record: 'topic/a' }]);
  t.match(error.outcome, /Nothing was changed\. .* move a record behind what it refers to, or publish the whole/);
  t.equal((await publishBatches(store, path, { size: 3 })).revision.count, 3);
});

t.test('an id that is used in two batches is refused, also when publishing went on between them', async (t) => {
  const lines = [author('a'), author('b'), author('c'), ' {"id":"a", "type":"author","slug":"a2","name":"A"}\n'];
  const path = writeSet(t.testdir({}), lines);
  for (const store of [await emptyStore(t), await emptyStore(t)]) {
    const { faults } = await refusal(publishBatches(store, path, { size: 1 }));
    t.match(faults, [{ line: 4, code: 'duplicate-id', detail: 'author/a is also in set.ndjson, line 1' }]);
    t.match((await refusal(publishBatches(store, path, { size: 1 }))).faults, faults);
    t.equal((await store.refresh()).revision, 3);
  }
  writeSet(t.testdirName, [author('a'), author('a', 'other')]);
  const { faults } = await refusal(publishBatches(await emptyStore(t), path, { size: 5 }));
  t.match(faults, [{ line: 2, code: 'duplicate-id', detail: /line 1/ }]);
});

t.test(
  'a source that changed before the place where it stopped, or another publish, begins again and converges',
  async (t) => {
    const path = writeSet(t.testdir({}), [author('a'), author('b'), author('c')]);
    const store = await emptyStore(t);
    await publishBatches(store, path, { size: 1 });
    writeSet(t.testdirName, [author('a', 'changed'), author('b'), author('c')]);
    t.match(await publishBatches(store, path, { size: 1 }), { skipped: 0, changed: 1, unchanged: 2 });

    const other = join(t.testdirName, 'other.ndjson');
    writeFileSync(other, author('b', 'elsewhere'));
    await publishPath(store, other);
    t.match(await publishBatches(store, path, { size: 2 }), { skipped: 0, changed: 1, unchanged: 2 });
    t.match(await publishBatches(store, path, { size: 2 }), { skipped: 3, revisions: 0 });

    appendFileSync(path, author('d'));
    t.match(await publishBatches(store, path, { size: 1 }), { skipped: 3, lines: 4, added: 1 });
  },
);

t.test('blank lines, and a last line without an end, are no hindrance', async (t) => {
  const path = writeSet(t.testdir({}), ['\n', author('a'), '\n', '\n', author('b'), '\n', author('c')]);
  const store = await emptyStore(t);
  truncateSync(path, Buffer.byteLength(`\n${author('a')}\n\n${author('b')}\n${author('c')}`) - 1);
  const done = await publishBatches(store, path, { size: 2 });
  t.match(done, { lines: 7, added: 3 });
  t.equal(done.bytes, done.totalBytes - author('c').length + 1, 'the last line may still grow');
  t.match(await publishBatches(store, path, { size: 2 }), { skipped: 6, revisions: 0, unchanged: 1 });
});

t.test('what cannot be published in batches is refused', async (t) => {
  const folder = t.testdir({ content: { 'a.json': author('a') } });
  const store = await emptyStore(t);
  const codes = ['content', 'content/a.json', 'nowhere.ndjson'].map(async (name) => {
    const { faults } = await refusal(publishBatches(store, join(folder, name), { size: 2 }));
    return faults.map(({ code }) => code).join();
  });
  t.same(await Promise.all(codes), ['not-ndjson', 'not-ndjson', 'not-found']);
});

t.test('a large file, compiled in threads, gives the same resources and faults as a small one', async (t) => {
  const folder = t.testdir({});
  const large = Array.from(generateContentSet({ questions: 500, seed: 'large' }), toNdjsonLine);
  t.ok(large.join('').length > 1 << 20, 'it is large');
  const path = writeSet(folder, large);
  const store = await emptyStore(t);
  const { revision } = await publishPath(store, path);
  const parts = await emptyStore(t);
  for (let at = 0; at < large.length; at += 100) await publishPath(parts, writeSet(folder, large.slice(at, at + 100)));
  t.equal(parts.latest().setDigest, revision.setDigest);

  const faulty = large
    .with(7, 'x\n')
    .with(400, '{"type":"author","id":"q"}\n')
    .with(401, large[0] ?? '');
  const { faults } = await refusal(publishPath(store, writeSet(folder, faulty)));
  t.match(
    faults.map(({ file, line, code }) => [file, line, code]),
    [
      ['set.ndjson', 8, 'json'],
      ['set.ndjson', 401, 'missing'],
      ['set.ndjson', 401, 'missing'],
      ['set.ndjson', 402, 'duplicate-id'],
    ],
  );
});
