import t from 'tap';
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
  const removed = { versions: 2, references: 0, names: 0, searchEntries: 2 };
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

t.test('where nothing is published there is nothing to prune', async (t) => {
  const { run } = openFolder(t);
  failed(t, await run(['prune']), 4, /There is no database/);
  succeeded(t, await run(['migrate']));
  t.equal((await run(['prune'])).stdout, 'Nothing is published.\n');
});
