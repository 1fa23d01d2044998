import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { schedulePruning } from '../../src/cli/prune-schedule.js';
import { publishPath } from '../../src/content/publish.js';
import { openStore } from '../../src/store/open.js';
import { contentSet } from './content-set.js';

const retention = { days: 0, revisions: 1 };
const often = { first: 1, every: 1 };

async function openEdited(t: Test) {
  const folder = t.testdir({ 'one.ndjson': contentSet(40, 'Rest.'), 'two.ndjson': contentSet(40, 'Walk.') });
  const store = await openStore(`sqlite:${folder}/content.db`, { migrate: true });
  t.teardown(() => store.close());
  for (const name of ['one', 'two']) await publishPath(store, `${folder}/${name}.ndjson`);
  return { store, path: `${folder}/content.db` };
}

/** Waits until something holds, for at most ten seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end && !(await holds()); ) await setTimeout(5);
}

t.test('a running service prunes by itself', async (t) => {
  const { store } = await openEdited(t);
  const end = schedulePruning(store, retention, pino({ level: 'silent' }), often);
  await until(async () => Object.values(await store.countPrunable(2)).every((count) => count === 0));
  t.same(store.horizon(), { floor: 2, erased: 0 });
  t.equal((await store.listHistory(undefined, 1000)).length, 83);
  await end();
});

t.test('it is put off while another process writes, and made up for afterwards', async (t) => {
  const { store, path } = await openEdited(t);
  const writer = new Database(path);
  writer.exec('BEGIN IMMEDIATE');
  const warnings: unknown[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => warnings.push(JSON.parse(line).msg) });
  const end = schedulePruning(store, retention, logger, often);
  await until(() => warnings.length > 0);
  t.equal(warnings[0], 'pruning was put off');
  t.equal(store.horizon().floor, 0);
  writer.exec('ROLLBACK');
  writer.close();
  await until(() => store.horizon().floor === 2);
  t.equal(store.horizon().floor, 2);
  await end();
});
