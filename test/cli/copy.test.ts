import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { failed, openFolder, seed, succeeded } from './command.js';
import { contentSet } from './content-set.js';

t.test(
  'a database moves to PostgreSQL and back, with its keys, and is the same',
  { skip: skipWithoutPostgres },
  async (t) => {
    const { folder, database, run } = openFolder(t);
    const postgres = await (await openServer()).createDatabase(t);
    succeeded(t, await run(['publish', seed]));
    succeeded(t, await run(['keys', 'create', 'acme']));
    const there = await run(['copy', '--from', `sqlite:${database}`, '--to', postgres]);
    succeeded(t, there);
    t.match(there.stdout, /^Copied revisions 1 to 1: \d+ rows, verified\.\nsum256-[0-9a-f]{64}\n$/);
    const back = await run([
      'copy',
      '--from',
      postgres,
      '--to',
      `sqlite:${join(folder, 'back.db')}`,
      '--without-keys',
      '--json',
    ]);
    succeeded(t, back);
    t.match(JSON.parse(back.stdout), { from: 0, revision: 1, setDigest: there.stdout.split('\n')[1], resumed: false });
    const settings = { DATABASE_URL: `sqlite:${join(folder, 'back.db')}` };
    const [exported, again] = [await run(['export']), await run(['export'], settings)];
    t.equal(again.stdout, exported.stdout);
    t.match((await run(['verify'], settings)).stdout, /: sound\./);
    t.equal((await run(['keys', 'list'], settings)).stdout, 'There are no keys.\n');
  },
);

t.test('a copy that is killed is served by nobody, and goes on where it was', async (t) => {
  const { folder, database, run, start } = openFolder(t);
  writeFileSync(join(folder, 'set.ndjson'), contentSet(2000, 'Rest.'));
  succeeded(t, await run(['publish', 'set.ndjson']));
  const target = `sqlite:${join(folder, 'copy.db')}`;
  const copying = ['copy', '--from', `sqlite:${database}`, '--to', target];
  const begun = performance.now();
  succeeded(t, await run(['copy', '--from', `sqlite:${database}`, '--to', `sqlite:${join(folder, 'whole.db')}`]));
  const whole = performance.now() - begun;
  let killed = 0;
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const child = start(copying, { stdio: 'ignore' });
    // Spread over the time that a whole copy takes: some come before the first row, some late.
    const timer = setTimeout(() => child.kill('SIGKILL'), whole * (0.3 + 0.08 * attempt));
    const [code] = await once(child, 'exit');
    clearTimeout(timer);
    if (code === 0) break;
    const refused = await run(['revisions'], { DATABASE_URL: target });
    if (refused.code === 0 || !/not finished/.test(refused.stderr)) continue;
    killed += 1;
    failed(t, refused, 4, /copy\.db is a copy that is not finished: run `second-opinion copy` again/);
    failed(t, await run(['serve'], { DATABASE_URL: target }), 4, /not finished/);
  }
  t.comment(`${killed} were killed with something copied`);
  t.ok(killed > 0);
  const ended = await run(copying);
  succeeded(t, ended);
  t.match((await run(['verify'], { DATABASE_URL: target })).stdout, /4,003 resources live: sound\./);
});

t.test('a copy of what is not there, into itself, or of something else is refused', async (t) => {
  const { folder, database, run } = openFolder(t);
  const [source, other] = [`sqlite:${database}`, `sqlite:${join(folder, 'other.db')}`];
  failed(t, await run(['copy', '--from', source, '--to', other]), 4, /There is no database at/);
  succeeded(t, await run(['publish', seed]));
  succeeded(t, await run(['publish', seed], { DATABASE_URL: other }));
  failed(t, await run(['copy', '--from', source, '--to', source]), 2, /name the same database/);
  failed(t, await run(['copy', '--from', source, '--to', 'elsewhere']), 2, /--to must be `sqlite:`/);
  failed(t, await run(['copy', '--from', source]), 2, /to/);
  failed(t, await run(['copy', '--from', source, '--to', other]), 3, /holds something else than a copy of the source/);
});
