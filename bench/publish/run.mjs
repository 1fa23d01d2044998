// What publishing costs against the least it could: the very same finished rows, index and search included, put into an empty
// database by better-sqlite3 alone, in one transaction. Rounds alternate; each round gives one ratio.
// QUESTIONS and ROUNDS set the size; BATCH publishes in batches of so many lines, `0` as one revision.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, quantile } from '../sync/machine.mjs';

const questions = Number(process.env.QUESTIONS ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 3);
const batches = (process.env.BATCH ?? '1000,0').split(',').map(Number);
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const raw = fileURLToPath(new URL('./raw-insert.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-publish-'));
const source = join(folder, 'set.ndjson');

function run(script, args, env = {}) {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  return { stdout, seconds: (performance.now() - begun) / 1000 };
}

function remove(path) {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}

/** Start and end of the process included: that is what a publisher waits for. */
function publish(batch) {
  const path = join(folder, 'published.db');
  remove(path);
  const how = batch === 0 ? [] : ['--batch', String(batch)];
  const report = join(folder, 'usage.json');
  const watch = fileURLToPath(new URL('./usage.cjs', import.meta.url));
  const env = { DATABASE_URL: `sqlite:${path}`, USAGE_REPORT: report, NODE_OPTIONS: `--require ${watch}` };
  const { seconds } = run(main, ['publish', ...how, source], env);
  return { path, seconds, ...JSON.parse(readFileSync(report, 'utf8')) };
}

function insert(path) {
  const target = join(folder, 'raw.db');
  remove(target);
  return JSON.parse(run(raw, [path, target]).stdout);
}

run(main, ['generate', '--questions', String(questions), '--output', source]);
const figures = batches.map((batch) => ({ batch, ratios: [], ofProcessor: [], seconds: [], raw: [], memory: [] }));
let rows = 0;
for (let round = 0; round < rounds; round += 1) {
  for (const figure of round % 2 === 0 ? figures : figures.toReversed()) {
    const published = publish(figure.batch);
    const inserted = insert(published.path);
    rows = inserted.rows;
    figure.ratios.push(inserted.seconds / published.seconds);
    figure.ofProcessor.push(inserted.processor / published.processor);
    figure.seconds.push(published.seconds);
    figure.raw.push(inserted.seconds);
    figure.memory.push(published.memory);
    process.stderr.write(
      `batch ${figure.batch}: published in ${published.seconds.toFixed(1)} s (processor ${published.processor.toFixed(1)} s), raw ${inserted.seconds.toFixed(1)} s (${inserted.processor.toFixed(1)} s), ${Math.round(published.memory)} MiB\n`,
    );
  }
}

const spread = (values, digits) =>
  `${quantile(values, 0.5).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
const size = `${questions.toLocaleString('en')} questions (${Math.round(statSync(source).size / 2 ** 20)} MiB of NDJSON), ${rows.toLocaleString('en')} rows`;
const lines = [
  '# What publishing costs',
  '',
  'Made by `npm run bench:publish`. Raw is better-sqlite3 inserting the very same finished rows, those of the indexes and the search',
  'included, into an empty database in one transaction; only the inserts and the commit count. Published is the whole command, from its',
  'start to its end; its threads work side by side, so it takes more processor time than time. Rounds alternate; medians, and the least and the most.',
  '',
  size,
  '',
  '| as | raw | published | raw / published | the same in processor time | peak memory |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
  ...figures.map(({ batch, ratios, ofProcessor, seconds, raw: inserted, memory }) => {
    const how = batch === 0 ? 'one revision' : `batches of ${batch.toLocaleString('en')}`;
    return `| ${how} | ${spread(inserted, 1)} s | ${spread(seconds, 1)} s | **${spread(ratios, 2)}** | ${spread(ofProcessor, 2)} | ${Math.round(Math.max(...memory))} MiB |`;
  }),
  '',
  `The bar is 0.25. _${describeMachine()}, ${rounds} rounds._`,
];
console.log(lines.join('\n'));
writeFileSync(new URL('../results/publish.md', import.meta.url), `${lines.join('\n')}\n`);
rmSync(folder, { recursive: true });
