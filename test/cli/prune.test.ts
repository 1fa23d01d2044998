import t from 'tap';
import { openKeyStore } from '../../src/store/open.js';
import { failed, openFolder, succeeded } from './command.js';
import { contentSet } from './content-set.js';

const bodies = ['Rest.', 'Walk.', 'Run.', 'Swim.'];

/** A database with four revisions of one answer, and the settings under which the last two are kept. */
async function openEdited(t: Parameters<typeof openFolder>[0]) {
  const files = Object.fromEntries(bodies.map((body, index) => [`${index}.ndjson`, contentSet(1, body)]));
  const opened = openFolder(t, files);
  for (const name of Object.keys(files)) succeeded(t, await opened.run(['publish', name]));
  return { ...opened, keepTwo: { RETENTION_DAYS: '0', RETENTION_REVISIONS: '2' } };
}

t.test('prune removes what need not be kept, and tells it', async (t) => {
  const { run, keepTwo } = await openEdited(t);
  const nothing = await run(['prune']);
  succeeded(t, nothing);
  t.equal(nothing.stdout, 'Nothing to remove. Revisions 1 to 4 are kept.\n');

  const dry = await run(['prune', '--dry-run'], keepTwo);
  succeeded(t, dry);
  t.match(
    dry.stdout,
    /^Dry run, nothing is removed\. Would remove 2 superseded versions, .*\nRevisions 3 to 4 would be kept\.\n$/,
  );
  succeeded(t, await run(['diff', '1', '4']));

  const pruned = await run(['prune', '--json'], keepTwo);
  succeeded(t, pruned);
  const removed = { versions: 2, references: 0, names: 0, searchEntries: 2, usage: 0 };
  t.same(JSON.parse(pruned.stdout), { dryRun: false, oldest: 3, latest: 4, removed });
  t.equal((await run(['prune'], keepTwo)).stdout, 'Nothing to remove. Revisions 3 to 4 are kept.\n');
  t.match((await run(['verify'])).stdout, 'sound');
});

t.test('what is no longer kept can be neither exported nor compared, and everything else can', async (t) => {
  const { run, keepTwo } = await openEdited(t);
  const before = await run(['export', '--revision', '3']);
  succeeded(t, await run(['prune'], keepTwo));
  for (const args of [
    ['export', '--revision', '2'],
    ['export', 'out', '--revision', '1'],
    ['diff', '2', '4'],
  ]) {
    failed(t, await run(args), 2, /Revision \d is no longer kept: the oldest that can be read is 3\./);
  }
  t.equal((await run(['export', '--revision', '3'])).stdout, before.stdout);
  succeeded(t, await run(['diff', '3', '4']));
  succeeded(t, await run(['diff', '0', '4']));
});

t.test('a recalled answer is in no export of what was before', async (t) => {
  const { run } = await openEdited(t);
  succeeded(t, await run(['withdraw', 'answer/question-0.ada', '--reason', 'safety']));
  t.notMatch((await run(['export', '--revision', '1'])).stdout, /plank a day/);
  t.match((await run(['verify'])).stdout, 'sound');
});

t.test('usage of days that are over is removed, and that of others is kept', async (t) => {
  const { run, database } = openFolder(t);
  succeeded(t, await run(['migrate']));
  const keys = await openKeyStore(`sqlite:${database}`, { migrate: false });
  t.teardown(() => keys.close());
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const row = { prefix: '', requests: 1, charged: 1, deprecated: 0 };
  const old = Array.from({ length: 2500 }, (_, index) => ({ ...row, day: daysAgo(32), route: `/v1/${index}` }));
  await keys.addUsage([...old, { ...row, day: daysAgo(3), route: '/v1' }], new Map());
  const month = { USAGE_DAYS: '30' };

  t.match((await run(['prune', '--dry-run'], month)).stdout, /Would remove .*, 2,500 rows of usage\./);
  t.equal((await run(['prune'])).stdout, 'Nothing is published.\n', 'the default keeps more than a year');
  t.match((await run(['prune'], month)).stdout, /^Removed .*, 2,500 rows of usage\./);
  t.match(await keys.listUsage({ key: undefined, from: undefined, to: undefined }), [{ day: daysAgo(3) }]);
});

t.test('where nothing is published there is nothing to prune', async (t) => {
  const { run } = openFolder(t);
  failed(t, await run(['prune']), 4, /There is no database/);
  succeeded(t, await run(['migrate']));
  t.equal((await run(['prune'])).stdout, 'Nothing is published.\n');
});
