import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { environment, failed, openFolder, succeeded } from '../cli/command.js';
import { contentSet } from '../cli/content-set.js';
import { openDatabase, readLines } from './content.js';

const SHELF = 'content.db-snapshots';

t.test('a snapshot is built by hand, beside the database, and told of', async (t) => {
  const { folder, run } = openFolder(t, { 'set.ndjson': contentSet(3, 'Sit upright.') });
  failed(t, await run(['snapshot']), 4, /no database/);
  succeeded(t, await run(['migrate']));
  failed(t, await run(['snapshot']), 3, /Nothing has been published yet/);
  succeeded(t, await run(['publish', 'set.ndjson']));
  const first = await run(['snapshot']);
  succeeded(t, first);
  t.match(
    first.stdout,
    /^Built the snapshot: revision 1, 9 resources, in .*content\.db-snapshots\/1\n( {2}content-.*\n){2}$/,
  );
  const second = await run(['snapshot', '--json']);
  succeeded(t, second);
  const told = JSON.parse(second.stdout);
  t.match(told, { revision: 1, count: 9, unchanged: true, folder: join(folder, SHELF) });
  const [lines, database] = told.files.map(({ name }: { name: string }) => join(told.folder, '1', name));
  t.equal(readLines(readFileSync(lines)).length, 10);
  t.match(openDatabase(t, database).prepare('SELECT count(*) AS count FROM article').get(), { count: 3 });

  const elsewhere = join(folder, 'elsewhere');
  succeeded(t, await run(['snapshot'], { SNAPSHOT_DIR: elsewhere }));
  t.same(readdirSync(join(elsewhere, '1')).sort(), readdirSync(join(folder, SHELF, '1')).sort(), 'the same bytes');
});

t.test('a withdrawal for safety removes the snapshots that may hold it; another one does not', async (t) => {
  const { folder, run } = openFolder(t, { 'set.ndjson': contentSet(3, 'Sit upright.') });
  succeeded(t, await run(['publish', 'set.ndjson']));
  succeeded(t, await run(['snapshot']));
  succeeded(t, await run(['withdraw', 'question/question-0', '--reason', 'retracted']));
  t.same(readdirSync(join(folder, SHELF)), ['1']);
  succeeded(t, await run(['withdraw', 'question/question-1', '--reason', 'safety']));
  t.same(readdirSync(join(folder, SHELF)), []);
});

t.test('a builder that is killed at any moment leaves no snapshot that is not whole', async (t) => {
  const { folder, run, start } = openFolder(t, { 'set.ndjson': contentSet(1500, 'Sit upright, and breathe.') });
  const shelf = join(folder, SHELF);
  succeeded(t, await run(['publish', 'set.ndjson']));
  let killed = 0;
  for (const files of [1, 3, 4, 5]) {
    const child = start(['snapshot'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const countFiles = () => {
      try {
        return readdirSync(shelf, { recursive: true }).filter((name) => !/lock/.test(String(name))).length;
      } catch {
        return 0; // What was just seen is gone already.
      }
    };
    while (countFiles() < files && child.exitCode === null) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(join(shelf, '1'))) break;
    killed += 1;
  }
  t.ok(killed >= 2, `killed ${killed} times before it was done`);
  const again = await run(['snapshot', '--json']);
  succeeded(t, again);
  t.equal(JSON.parse(again.stdout).revision, 1);
  t.same(readdirSync(shelf), ['1'], 'what was left is cleared away');
});

t.test(
  'a service that runs builds a snapshot after it has started, and ends well while it builds another',
  async (t) => {
    const { folder, run, start } = openFolder(t, { 'set.ndjson': contentSet(20, 'Sit upright.') });
    succeeded(t, await run(['publish', 'set.ndjson']));
    const settings = { DATABASE_URL: `sqlite:${join(folder, 'content.db')}`, PORT: '0', DRAIN_SECONDS: '0' };
    const child = start(['serve'], { env: environment({ ...settings, SNAPSHOT_SECONDS: '0' }) });
    t.teardown(() => child.kill('SIGKILL'));
    if (!child.stdout) throw new Error('The output is not piped.');
    let origin = '';
    let revision = 1;
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, address } = JSON.parse(line);
      if (msg === 'serving') origin = address;
      if (msg !== 'built a snapshot') continue;
      const manifest: unknown = await (await fetch(`${origin}/v1/snapshots/latest`)).json();
      t.match(manifest, { revision });
      if (revision === 2) break;
      revision = 2;
      writeFileSync(join(folder, 'set.ndjson'), contentSet(20, 'Sit down.'));
      succeeded(t, await run(['publish', 'set.ndjson']));
    }
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    t.same(await ended, [0, null]);
    t.same(readdirSync(join(folder, SHELF)).sort(), ['1', '2']);
  },
);

t.test('memory stays flat: content of 80 MB becomes a snapshot within a heap of 40 MB', async (t) => {
  const words = 'Sit upright, and breathe slowly through the nose. '.repeat(320);
  const { folder, run, start } = openFolder(t, { 'set.ndjson': contentSet(2500, words) });
  succeeded(t, await run(['publish', 'set.ndjson']));
  const env = environment({
    DATABASE_URL: `sqlite:${join(folder, 'content.db')}`,
    NODE_OPTIONS: '--max-old-space-size=40',
  });
  const child = start(['snapshot'], { env, stdio: 'inherit' });
  t.same(await once(child, 'exit'), [0, null]);
  const [name = ''] = readdirSync(join(folder, SHELF, '1')).filter((one) => one.endsWith('.sqlite'));
  const size = openDatabase(t, join(folder, SHELF, '1', name)).prepare(
    'SELECT sum(length(body)) AS bytes FROM resource',
  );
  t.ok(Number(size.pluck().get()) > 80_000_000);
});
