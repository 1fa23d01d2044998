import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFolder, succeeded } from './command.js';
import { contentSet } from './content-set.js';

const QUESTIONS = 300;
const ROUNDS = 24;

t.test('a publish that is killed at any moment has happened whole, or not at all', async (t) => {
  const { folder, run, start } = openFolder(t);
  const publish = (round: number) => {
    // Every question and answer changes in every round.
    writeFileSync(join(folder, 'set.ndjson'), contentSet(QUESTIONS, `Round ${round}. `));
    return start(['publish', 'set.ndjson', '--note', `round ${round}`], { stdio: 'ignore' });
  };
  const latest = async (): Promise<{ revision: number; note: string; count: number }> => {
    const ended = await run(['revisions', '--limit', '1', '--json']);
    succeeded(t, ended);
    return JSON.parse(ended.stdout).revisions[0];
  };

  const begun = performance.now();
  t.same(await once(publish(0), 'exit'), [0, null]);
  const whole = performance.now() - begun;
  let { revision } = await latest();

  const seen = { before: 0, after: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const child = publish(round);
    // Spread over the time that a publish takes, most of them late, where the writing is.
    const timer = setTimeout(() => child.kill('SIGKILL'), whole * (0.3 + (0.8 * round) / ROUNDS));
    await once(child, 'exit');
    clearTimeout(timer);
    const now = await latest();
    const published = now.note === `round ${round}`;
    t.equal(
      now.revision,
      published ? revision + 1 : revision,
      `round ${round}: ${published ? 'the new' : 'the old'} revision`,
    );
    t.equal(now.count, 2 * QUESTIONS + 3);
    revision = now.revision;
    seen[published ? 'after' : 'before'] += 1;
    if (round % 8 === 0) succeeded(t, await run(['verify']));
  }
  t.comment(`${seen.before} killed before, ${seen.after} after the commit`);
  t.ok(seen.before > 0, 'some were killed before the commit');
});
