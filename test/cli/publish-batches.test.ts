import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { failed, openFolder, succeeded } from './command.js';

const SIZE = '50';

t.test(
  'a publish in batches that is killed goes on where it was, and ends with the content of a whole publish',
  async (t) => {
    const { folder, database, run, start } = openFolder(t);
    succeeded(t, await run(['generate', '--questions', '1000', '--output', 'set.ndjson']));
    succeeded(t, await run(['publish', 'set.ndjson'], { DATABASE_URL: `sqlite:${join(folder, 'whole.db')}` }));

    let told = 0;
    for (const until of [3, 5, 9]) {
      const child = start(['publish', '--batch', SIZE, 'set.ndjson'], { stdio: ['ignore', 'pipe', 'inherit'] });
      if (!child.stdout) throw new Error('The output is not piped.');
      const ended = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) {
        told = Number(/revision (\d+)$/.exec(line)?.[1] ?? told);
        if (told >= until) child.kill('SIGKILL');
      }
      await ended;
    }
    const at = JSON.parse((await run(['revisions', '--limit', '1', '--json'])).stdout).revisions[0].revision;
    t.ok(told >= 9 && at >= told, `killed at revision ${at}, of which ${told} were told`);

    const finished = await run(['publish', '--batch', SIZE, '--json', 'set.ndjson']);
    succeeded(t, finished);
    const done = JSON.parse(finished.stdout);
    t.equal(done.skipped, Number(SIZE) * at, 'nothing was compiled twice');
    t.equal(done.unchanged, 0);
    succeeded(t, await run(['verify']));
    const head = async (url: string) => {
      const { stdout } = await run(['revisions', '--limit', '1', '--json'], { DATABASE_URL: url });
      return JSON.parse(stdout).revisions[0];
    };
    const [parts, whole] = [await head(`sqlite:${database}`), await head(`sqlite:${join(folder, 'whole.db')}`)];
    t.equal(parts.setDigest, whole.setDigest);
    t.equal(parts.count, whole.count);
    rmSync(join(folder, 'whole.db'));
  },
);

t.test('publishing in batches tells of each revision, and at the end of all', async (t) => {
  const { run } = openFolder(t);
  succeeded(t, await run(['generate', '--questions', '20', '--output', 'set.ndjson']));
  const first = await run(['publish', '--batch', '25', 'set.ndjson', '--note', 'parts']);
  succeeded(t, first);
  t.match(
    first.stdout,
    /^25 lines \(\d+ %\), [\d,]+\/s: revision 1\n[\s\S]*Published in 2 revisions: \d+ added, 0 changed/,
  );
  const again = await run(['publish', '--batch', '25', 'set.ndjson']);
  t.match(again.stdout, /^\d+ lines \(100 %\) were published before\.\nNothing changed\. Revision 2: /);
});

t.test('a refused batch is told with its faults and with what is published', async (t) => {
  const { folder, run } = openFolder(t);
  succeeded(t, await run(['generate', '--questions', '20', '--output', 'set.ndjson']));
  const lines = readFileSync(join(folder, 'set.ndjson'), 'utf8').split('\n');
  writeFileSync(join(folder, 'set.ndjson'), lines.with(30, '{"type":"topic"}').join('\n'));
  const refused = await run(['publish', '--batch', '25', 'set.ndjson']);
  failed(t, refused, 3, /Refused: the batch of lines 26 to 50\. The lines before it are published, up to revision 1;/);
  t.match(refused.stderr, /^set\.ndjson:31: \/id: `id` is missing/m);
  const { stdout } = await run(['publish', '--batch', '25', '--json', 'set.ndjson']);
  t.match(JSON.parse(stdout), { error: { exit: 'refused', detail: /^Refused: the batch/ } });
});

t.test('what does not go with --batch is refused, with the reason', async (t) => {
  const { run } = openFolder(t, { 'set.ndjson': '', content: {} });
  const publish = (...args: string[]) => run(['publish', '--batch', '10', ...args]);
  failed(t, await publish('--mirror', 'set.ndjson'), 2, /which no batch knows: leave out one of --mirror and --batch/);
  failed(t, await publish('--dry-run', 'set.ndjson'), 2, /leave out one of --dry-run and --batch/);
  failed(t, await run(['publish', '--batch', '0', 'set.ndjson']), 2, /“0” is no number of things/);
  failed(t, await publish('content'), 3, /Only a file that ends in \.ndjson is published in batches/);
});
