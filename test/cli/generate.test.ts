import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { failed, openFolder, succeeded } from './command.js';

t.test(
  'a generated file is the same for the same seed, publishes, and its slugs are listed by popularity',
  async (t) => {
    const { folder, run } = openFolder(t);
    const generate = ['generate', '--questions', '30', '--seed', 'x'];
    const ended = await run([...generate, '--output', 'set.ndjson', '--slugs', 'slugs.txt']);
    succeeded(t, ended);
    t.match(ended.stdout, /^Generated set\.ndjson: 30 questions, \d+ records in all\.\n$/);
    succeeded(t, await run([...generate, '--output', 'again.ndjson']));
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    t.equal(read('set.ndjson'), read('again.ndjson'));
    const records: { type: string; slug: string }[] = read('set.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const slugs = records.filter(({ type }) => type === 'question').map(({ slug }) => slug);
    t.same(read('slugs.txt').trimEnd().split('\n'), slugs);
    succeeded(t, await run(['publish', 'set.ndjson']));
    succeeded(t, await run(['verify']));
    t.same(
      readdirSync(folder).filter((name) => name.includes('partial')),
      [],
    );
  },
);

t.test('a small set can be a folder, which holds the same', async (t) => {
  const { run } = openFolder(t);
  succeeded(t, await run(['generate', '--questions', '5', '--output', 'content']));
  succeeded(t, await run(['publish', 'content']));
  succeeded(t, await run(['generate', '--questions', '5', '--output', 'set.ndjson']));
  t.match((await run(['publish', 'set.ndjson'])).stdout, /^Nothing changed\./);
});

t.test('what cannot be generated is refused', async (t) => {
  const { run } = openFolder(t, { full: { 'a.json': '{}' } });
  const generate = (...args: string[]) => run(['generate', ...args]);
  failed(t, await generate('--questions', '0', '--output', 'a.ndjson'), 2, /“0” is no number of things/);
  failed(t, await generate('--questions', '5', '--output', 'full'), 2, /full is not empty/);
  failed(t, await generate('--questions', '10001', '--output', 'a'), 2, /More than 10,000 questions are one file/);
  failed(t, await generate('--questions', '5', '--output', 'no/such/a.ndjson'), 2, /There is no such file or folder/);
});
