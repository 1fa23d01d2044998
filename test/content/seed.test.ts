import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { exportFolder, exportNdjson } from '../../src/content/export.js';
import { publishPath } from '../../src/content/publish.js';
import { verify } from '../../src/content/verify.js';
import { emptyStore, filesOf } from './store.js';

const seed = fileURLToPath(new URL('../../seed', import.meta.url));

t.test('the seed publishes as revision 1, sound, and a second time changes nothing', async (t) => {
  const store = await emptyStore(t);
  const first = await publishPath(store, seed);
  t.match(first, { revision: { revision: 1, count: 13 }, unchanged: 0 });
  t.equal(first.changes.length, 13);
  t.ok(first.changes.every(({ op }) => op === 'add'));
  t.same((await verify(store)).faults, []);
  const second = await publishPath(store, seed);
  t.match(second, { revision: { revision: 1 }, changes: [], unchanged: 13 });
});

t.test('the seed comes back byte for byte from an export', async (t) => {
  const store = await emptyStore(t);
  await publishPath(store, seed);
  const out = join(t.testdir(), 'out');
  t.equal(await exportFolder(store, 1, out), 10);
  t.same(filesOf(out), filesOf(seed));
  t.match(await exportFolder(store, 1, out).catch((thrown: unknown) => thrown), { faults: [{ code: 'not-empty' }] });
});

t.test('an export as NDJSON publishes to the same set digest', async (t) => {
  const store = await emptyStore(t);
  const { revision } = await publishPath(store, seed);
  const stream = new PassThrough({ highWaterMark: 1 << 20 });
  t.equal(await exportNdjson(store, 1, stream), 10);
  const path = join(t.testdir(), 'all.ndjson');
  writeFileSync(path, stream.read());
  const other = await emptyStore(t);
  t.equal((await publishPath(other, path)).revision.setDigest, revision.setDigest);
  t.same(readFileSync(path, 'utf8').split('\n').length, 11);
});

t.test('the answers are in their order, and only those who are named are', async (t) => {
  const store = await emptyStore(t);
  await publishPath(store, seed);
  const found = await store.findQuestion('is-it-normal-to-have-knee-pain-after-running', 1);
  if (found.state !== 'live') throw new Error(found.state);
  const { question, parts } = found.value;
  const answers = question.resource.answers.map((id) => parts.answer.get(id)?.resource);
  t.same(
    answers.map((answer) => answer?.attribution),
    [{ kind: 'named', author: 'wendy-batts' }, { kind: 'named', author: 'brian-yee' }, { kind: 'anonymous' }],
  );
  t.same(
    answers.map((answer) => [
      answer?.recommendations.length,
      answer?.seekCare.length,
      answer?.body.text.split('\n\n').length,
    ]),
    [
      [2, 1, 2],
      [0, 1, 2],
      [3, 1, 1],
    ],
  );
  t.equal(parts.author.get('wendy-batts')?.resource.specialty, null);
});
