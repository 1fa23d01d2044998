import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { schedulePruning } from '../../src/cli/prune-schedule.js';
import { publishPath } from '../../src/content/publish.js';
import { openKeyStore, openStore } from '../../src/store/open.js';
import { contentSet } from './content-set.js';

const kept = { retention: { days: 0, revisions: 1 }, usageDays: 1 };
const often = { first: 1, every: 1 };

async function openEdited(t: Test) {
  const folder = t.testdir({ 'one.ndjson': contentSet(40, 'Rest.'), 'two.ndjson': contentSet(40, 'Walk.') });
  const store = await openStore(`sqlite:${folder}/content.db`, { migrate: true });
  const keys = await openKeyStore(`sqlite:${folder}/content.db`, { migrate: false });
  t.teardown(() => Promise.all([store.close(), keys.close()]));
  for (const name of ['one', 'two']) await publishPath(store, `${folder}/${name}.ndjson`);
  return { store, keys, path: `${folder}/content.db` };
}

/** Waits until something holds, for at most ten seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end && !(await holds()); ) await setTimeout(5);
}

t.test('a running service prunes by itself', async (t) => {
  const { store, keys } = await openEdited(t);
  const row = { prefix: '', route: '/v1', requests: 1, charged: 1, deprecated: 0 };
  const today = new Date().toISOString().slice(0, 10);
  const days = ['2020-01-01', '2020-01-02', today];
  await keys.addUsage(
    days.map((day) => ({ ...row, day })),
    new Map(),
  );
  const end = schedulePruning({ store, keys }, kept, pino({ level: 'silent' }), often);
  await until(async () => Object.values(await store.countPrunable(2)).every((count) => count === 0));
  t.same(store.horizon(), { floor: 2, erased: 0 });
  t.equal((await store.listHistory(undefined, 1000)).length, 83);
  await until(async () => (await keys.countUsage(today)) === 0);
  const usage = await keys.listUsage({ key: undefined, from: undefined, to: undefined });
  t.same(
    usage.map(({ day }) => day),
    [today],
  );
  await end();
});

t.test('it is put off while another process writes, and made up for afterwards', async (t) => {
  const { store, keys, path } = await openEdited(t);
  const writer = new Database(path);
  writer.exec('BEGIN IMMEDIATE');
  const warnings: unknown[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => warnings.push(JSON.parse(line).msg) });
  const end = schedulePruning({ store, keys }, kept, logger, often);
  await until(() => warnings.length > 0);
  t.equal(warnings[0], 'pruning was put off');
  t.equal(store.horizon().floor, 0);
  writer.exec('ROLLBACK');
  writer.close();
  await until(() => store.horizon().floor === 2);
  t.equal(store.horizon().floor, 2);
  await end();
});
