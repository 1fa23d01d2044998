import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { type BackgroundOptions, buildInBackground } from '../../src/snapshot/background.js';
import { findCurrent } from '../../src/snapshot/current.js';
import { openShelf } from '../../src/snapshot/shelf.js';
import { articles, openIn, publish, withdrawals } from './content.js';

/** What `serve` does beside answering, on a database of its own; `said` gives the next line of the log with these words. */
async function openBackground(t: Test, more: Partial<BackgroundOptions> = {}) {
  const folder = t.testdir();
  // As a listening server would, it keeps the process alive.
  const awake = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(awake));
  const store = await openIn(t, folder);
  const shelf = openShelf(join(folder, 'snapshots'));
  const lines: Record<string, unknown>[] = [];
  const awaited: { words: RegExp; tell: (line: Record<string, unknown>) => void }[] = [];
  function deliver(): void {
    for (const one of [...awaited]) {
      const at = lines.findIndex(({ msg }) => one.words.test(String(msg)));
      const [line] = at < 0 ? [] : lines.splice(at, 1);
      if (line === undefined) continue;
      awaited.splice(awaited.indexOf(one), 1);
      one.tell(line);
    }
  }
  const logger = pino(
    { level: 'info' },
    {
      write(text: string) {
        lines.push(JSON.parse(text));
        deliver();
      },
    },
  );
  const said = (words: RegExp) =>
    new Promise<Record<string, unknown>>((tell) => {
      awaited.push({ words, tell });
      deliver();
    });
  const options = { store, databaseUrl: `sqlite:${join(folder, 'content.db')}`, shelf, seconds: 0, logger, ...more };
  const start = () => {
    const background = buildInBackground(options);
    t.teardown(() => background.stop());
    return background;
  };
  return { store, shelf, said, start, lines };
}

t.test(
  'after a publish a snapshot is built, and after a recall the old ones are removed and a new one built',
  async (t) => {
    const { store, shelf, said, start } = await openBackground(t);
    start();
    await publish(store, articles(3));
    t.match(await said(/^built a snapshot$/), { revision: 1 });
    t.equal((await findCurrent(shelf, store))?.revision, 1);
    await publish(store, [], withdrawals('q1', 'safety'));
    t.match(await said(/^removed snapshots/), { revisions: [1] });
    t.match(await said(/^built a snapshot$/), { revision: 2 });
    t.same(readdirSync(shelf.folder), ['2']);
  },
);

t.test('turned off, it builds nothing but still removes what was recalled', async (t) => {
  const { store, shelf, said, start } = await openBackground(t);
  const first = start();
  await publish(store, articles(2));
  await said(/^built a snapshot$/);
  await first.stop();
  const off = buildInBackground({
    store,
    databaseUrl: 'sqlite:nowhere',
    shelf,
    seconds: 'off',
    logger: pino({ level: 'silent' }),
  });
  t.teardown(() => off.stop());
  await publish(store, [], withdrawals('q1', 'safety'));
  while (existsSync(join(shelf.folder, '1'))) await new Promise(setImmediate);
  t.same(await shelf.list(), []);
});

t.test('a snapshot that cannot be built is told of, and nothing else fails', async (t) => {
  const { store, said, start } = await openBackground(t, { databaseUrl: 'sqlite:/nowhere/content.db' });
  start();
  await publish(store, articles(1));
  t.match(await said(/^could not build a snapshot$/), { level: 40, err: { message: /no database at/ } });
  t.equal(store.latest().revision, 1);
});

t.test('stopped while it builds, it leaves neither a half snapshot nor a lock', async (t) => {
  const { store, shelf, start } = await openBackground(t);
  await publish(store, articles(1500));
  const background = start();
  const isBuilding = () =>
    existsSync(shelf.folder) && readdirSync(shelf.folder).some((name) => /^\.partial/.test(name));
  while (!isBuilding()) await new Promise(setImmediate);
  await background.stop();
  t.same(readdirSync(shelf.folder), []);
});

t.test('while 20,000 resources become a snapshot, requests do not wait', { timeout: 240_000 }, async (t) => {
  const { store, said, start } = await openBackground(t);
  const words = 'Rest the knee, and see how it feels on Monday. '.repeat(10);
  const { count } = await publish(store, articles(6666, words));
  t.ok(count > 20_000);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  start();
  delay.enable();
  const built = said(/^built a snapshot$/);
  let reads = 0;
  // A read every 2 ms or so: the machine is busy, not saturated.
  const reading = setInterval(() => {
    void store.findQuestion(`q${reads % 6666}`, 1);
    reads += 1;
  }, 2);
  const line = await built;
  clearInterval(reading);
  delay.disable();
  const milliseconds = { p90: delay.percentile(90) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
  t.comment(JSON.stringify({ count, build: line.milliseconds, reads, ...milliseconds }));
  t.ok(reads > 50, 'reads go on meanwhile');
  t.ok(milliseconds.p90 < 100, 'the event loop is free');
  t.ok(milliseconds.max < 2000, 'and never held for long');
});
