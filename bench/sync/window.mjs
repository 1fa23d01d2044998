// What a window of 100 changes costs in a large set, against the same window in a small one: through the whole service, its
// cache off, the two asked by turns in one process so that both meet the same machine.
// Sizes by LARGE and SMALL (resources); the databases are kept in FOLDER when it is given, and used again.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildApp } from '../../dist/app.js';
import { readConfig } from '../../dist/config.js';
import { openStore } from '../../dist/store/open.js';
import { article, buildSet, publish, toDrafts } from './content-set.mjs';
import { milliseconds, quantile, writeSection } from './machine.mjs';

const ROUNDS = 400;
const CHANGES = 100;
const sizes = { small: Number(process.env.SMALL ?? 10_000), large: Number(process.env.LARGE ?? 1_000_000) };
const folder = process.env.FOLDER ?? mkdtempSync(join(tmpdir(), 'bench-'));
mkdirSync(folder, { recursive: true });

async function openSide(resources) {
  const path = join(folder, `${resources}.db`);
  const store = existsSync(path)
    ? await openStore(`sqlite:${path}`, { migrate: false })
    : await buildSet(path, resources, (count) => process.stderr.write(`\r${count} of ${resources} `));
  const config = readConfig({ CACHE_BYTES: '0', LOG_LEVEL: 'silent' });
  const app = buildApp({ store, config, logger: pino({ level: 'silent' }) });
  const { length } = JSON.stringify(await readPage(app, '/v1/sync?limit=1'));
  if (length === 0) throw new Error('Nothing was answered.');
  const cursor = await toPosition(store, app);
  const url = `/v1/sync?limit=1000&cursor=${cursor}`;
  const page = await readPage(app, url);
  if (!page.complete || page.changes.length !== CHANGES) throw new Error(`A window of ${page.changes.length} changes.`);
  return { app, store, url, count: page.set.count };
}

async function readPage(app, url) {
  const { statusCode, body } = await app.inject(url);
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  return JSON.parse(body);
}

/** Edits 25 articles, all four resources of each, spread over the set; gives the position of a copy just before that. */
async function toPosition(store, app) {
  const { revision, setDigest, count } = store.latest();
  const { createCursors, toMark } = await import('../../dist/cursor.js');
  const cursor = createCursors(store.secret()).toSyncCursor({
    since: toMark({ revision, setDigest }),
    window: undefined,
  });
  await readPage(app, `/v1/sync?cursor=${cursor}`);
  const step = Math.floor(count / 4 / 30);
  const edited = Array.from({ length: CHANGES / 4 }, (_, n) => toDrafts(article(n * step, revision)));
  await publish(store, edited.flat());
  return cursor;
}

async function measure({ app, url }) {
  const start = performance.now();
  await app.inject(url);
  return performance.now() - start;
}

const sides = { small: await openSide(sizes.small), large: await openSide(sizes.large) };
for (let round = 0; round < 50; round += 1) for (const side of Object.values(sides)) await measure(side);
const times = { small: [], large: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of round % 2 === 0 ? ['small', 'large'] : ['large', 'small'])
    times[name].push(await measure(sides[name]));
}
const ratios = times.large.map((time, round) => time / times.small[round]);
const row = (name) => {
  const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => milliseconds(quantile(times[name], part)));
  return `| ${sides[name].count.toLocaleString('en')} | ${middle} | ${low} | ${high} |`;
};
const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => quantile(ratios, part).toFixed(2));
const lines = [
  `A window of ${CHANGES} changes (25 articles, edited as a whole), asked ${ROUNDS} times of each set by turns.`,
  '',
  '| resources | median | 10 % | 90 % |',
  '| ---: | ---: | ---: | ---: |',
  row('small'),
  row('large'),
  '',
  `Large against small, round by round: **${middle}** (10 %: ${low}, 90 %: ${high}). The limit is 1.5.`,
];
console.log(`\n${lines.join('\n')}`);
writeSection('A window of 100 changes', lines);
for (const { app, store } of Object.values(sides)) {
  await app.close();
  await store.close();
}
if (process.env.FOLDER === undefined) rmSync(folder, { recursive: true });
