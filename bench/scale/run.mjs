// What reading costs as a set grows: an article, a page of a list, a search and a sync window, asked of the store of sets of several
// sizes by turns, so that all meet the same machine. SIZES names them (questions). The databases are made once, by `generate` and
// `publish --batch`, and kept in FOLDER; a million questions take a while and some 20 GB.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../dist/store/open.js';
import { describeMachine, quantile } from '../sync/machine.mjs';
import { buildReads } from './reads.mjs';

const sizes = (process.env.SIZES ?? '1000,10000,100000,1000000').split(',').map(Number);
const rounds = Number(process.env.ROUNDS ?? 400);
const folder = process.env.FOLDER ?? fileURLToPath(new URL('../../build/bench', import.meta.url));
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
mkdirSync(folder, { recursive: true });

function command(args, env = {}) {
  const { status } = spawnSync(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}.`);
}

/** The database and the slugs of a size, made unless they are there. Interrupted, it goes on where it was. */
function build(size) {
  const [source, slugs] = [join(folder, `q${size}.ndjson`), join(folder, `q${size}.txt`)];
  const [path, partial] = [join(folder, `q${size}.db`), join(folder, `q${size}.partial.db`)];
  if (existsSync(path) && existsSync(slugs)) return { path, slugs };
  if (!existsSync(source) || !existsSync(slugs))
    command(['generate', '--questions', String(size), '--output', source, '--slugs', slugs]);
  command(['publish', '--batch', '1000', source], { DATABASE_URL: `sqlite:${partial}` });
  renameSync(partial, path);
  for (const end of ['-wal', '-shm']) rmSync(partial + end, { force: true });
  rmSync(source);
  return { path, slugs };
}

const sides = [];
for (const size of sizes) {
  const { path, slugs } = build(size);
  const store = await openStore(`sqlite:${path}`, { migrate: false, readonly: true });
  const reads = await buildReads(store, readFileSync(slugs, 'utf8').trimEnd().split('\n'));
  sides.push({ size, store, reads, times: Object.fromEntries(Object.keys(reads).map((name) => [name, []])) });
}
const names = Object.keys(sides[0].reads);
for (let round = -50; round < rounds; round += 1) {
  for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
    for (const name of names) {
      const begun = performance.now();
      await side.reads[name]();
      if (round >= 0) side.times[name].push(performance.now() - begun);
    }
  }
}
const memory = process.memoryUsage().rss / 2 ** 20;
for (const { store } of sides) await store.close();

const format = (value) => (value >= 10 ? value.toFixed(1) : value.toFixed(3));
const median = (side, name) => quantile(side.times[name], 0.5);
const base = sides.find(({ size }) => size === 10_000) ?? sides[0];
const largest = sides.at(-1);
const searched = sides.find(({ size }) => size === 100_000) ?? largest;
const ratio = (name) => (median(largest, name) / median(base, name)).toFixed(2);
const against = (name) => (median(searched, name) / median(searched, 'article')).toFixed(1);
const number = (value) => value.toLocaleString('en');
const lines = [
  '# What reading costs as a set grows',
  '',
  'Made by `node bench/scale/run.mjs` (`npm run build` first). Of the store alone: composing and sending are not in it. Medians, and the',
  `10 % and 90 % quantiles, in milliseconds, of ${rounds} rounds in which all sizes were asked by turns in one process. Articles are drawn`,
  'evenly, whatever their popularity; `the` is in nearly every document.',
  '',
  `| questions | ${names.join(' | ')} |`,
  `| ---: | ${names.map(() => '---:').join(' | ')} |`,
  ...sides.map((side) => {
    const cell = (name) => {
      const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => format(quantile(side.times[name], part)));
      return `**${middle}** (${low}–${high})`;
    };
    return `| ${number(side.size)} | ${names.map(cell).join(' | ')} |`;
  }),
  `| ${number(largest.size)} / ${number(base.size)} | ${names.map(ratio).join(' | ')} |`,
  '',
  `The bar for an article, a page of a list and a window is 1.5. A search at ${number(searched.size)} against an article there: two words ${against('two words')}`,
  `(bar: 5), a word in nearly every document ${against('the')} (bar: 10 times an article).`,
  '',
  `Memory of the process at the end, with all ${sides.length} databases open: ${Math.round(memory)} MiB. _${describeMachine()}._`,
];
console.log(lines.join('\n'));
writeFileSync(new URL('../results/scale.md', import.meta.url), `${lines.join('\n')}\n`);
