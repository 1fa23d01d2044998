import { spawn } from 'node:child_process';
import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, createZipf, sample } from '../content/random.mjs';
import { keepPaths, loadPaced } from '../load/load.mjs';
import { callerHeaders, startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';

const PER_SECOND = 500;
const SECONDS = 5;
const ARTICLES = 1000;
const p99 = (one) => one.p99;
const publisher = fileURLToPath(new URL('../servers/publisher.mjs', import.meta.url));

/** How late the slowest of a hundred answers are while something is published every second, against while nothing is. */
export async function measurePublish(context) {
  const { database, slugs, rounds, tell, patience } = context;
  tell('publishing');
  const folder = mkdtempSync(join(tmpdir(), 'bench-publish-'));
  const copy = join(folder, 'content.db');
  copyFileSync(database, copy, constants.COPYFILE_FICLONE);
  const server = await startSecondOpinion(copy);
  try {
    const random = createRandom(5);
    const pick = createZipf(sample(slugs, ARTICLES, random), random);
    const file = keepPaths(Array.from({ length: PER_SECOND * SECONDS }, () => `/v1/questions/${pick()}`));
    const headers = { ...callerHeaders, 'Accept-Encoding': 'identity' };
    const paced = { url: server.url, headers, file, perSecond: PER_SECOND, seconds: SECONDS, connections: 64 };
    const measure = async (isPublished) => {
      const stop = isPublished ? await startPublisher(copy) : async () => 0;
      const measured = await loadPaced(paced).finally(stop);
      return { ...measured, published: await stop() };
    };
    await measure(false);
    const sides = { quiet: false, published: true };
    const isNoisy = (measured) => toRatio(measured, 'published', 'quiet', p99).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const missing = measured.published.find(({ published }) => published < SECONDS - 2);
    if (missing) throw new Error(`Only ${missing.published} revisions were published in ${SECONDS} seconds.`);
    const wait = (name) => quantile(measured[name].map(p99), 0.5);
    const title = `article, ${PER_SECOND} a second: p99 under a publish a second against without`;
    const ratio = toRatio(measured, 'published', 'quiet', p99);
    return {
      latencies: [{ title, bar: { atMost: 2 }, milliseconds: wait('published'), against: wait('quiet'), ratio }],
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A process that publishes once a second; gives what stops it and says how often it did. */
async function startPublisher(database) {
  const child = spawn(process.execPath, [publisher, database], { stdio: ['pipe', 'pipe', 'inherit'] });
  let published = -1;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The publisher ended.')));
    child.stdout.on('data', (text) => {
      published += text.toString().split('\n').length - 1;
      resolve();
    });
  });
  return async () => {
    child.stdin.end();
    await ended;
    return published;
  };
}
