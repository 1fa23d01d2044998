import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { buildLogger } from '../../src/http/logger.js';

function openLog(t: Test) {
  const dest = join(t.testdir(), 'log');
  const logger = buildLogger({ logLevel: 'info' }, { dest });
  const read = () =>
    (existsSync(dest) ? readFileSync(dest, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line).msg);
  return { logger, read };
}

t.test('a warning is in the log at once, after all that was before it', async (t) => {
  const { logger, read } = openLog(t);
  logger.info('one');
  logger.info('two');
  t.same(read(), []);
  logger.warn('three');
  t.same(read(), ['one', 'two', 'three']);
});

t.test('whatever else is told is in the log soon, in whole lines', async (t) => {
  const { logger, read } = openLog(t);
  const told = Array.from({ length: 500 }, (_, count) => `answer ${count}`);
  for (const text of told) logger.info(text);
  // What is longer than one write may be is one write all the same.
  logger.info('x'.repeat(10_000));
  for (let waited = 0; read().length < 501 && waited < 100; waited += 1) await sleep(50);
  t.same(read(), [...told, 'x'.repeat(10_000)]);
});

t.test('a header that says who may read what is not in the log, wherever it stands', async (t) => {
  const { logger, read } = openLog(t);
  const headers = { authorization: 'Bearer secret', cookie: 'secret' };
  logger.warn({ authorization: 'secret', headers, request: { headers } }, 'headers');
  t.same(read(), ['headers']);
  t.notMatch(readFileSync(join(t.testdirName, 'log'), 'utf8'), /secret/);
});
