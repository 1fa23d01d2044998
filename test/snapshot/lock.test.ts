import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { takeLock } from '../../src/snapshot/lock.js';

t.test('a lock is never there without its owner, so that nobody waits for a builder that was killed', async (t) => {
  const path = join(t.testdir(), 'build.lock');
  let seen = 0;
  let nameless = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    let taking = true;
    const taken = takeLock(path).finally(() => {
      taking = false;
    });
    while (taking) {
      await new Promise(setImmediate);
      if (!existsSync(path)) continue;
      seen += 1;
      if (!existsSync(join(path, 'owner')) && existsSync(path)) nameless += 1;
    }
    await (await taken)?.release();
  }
  t.ok(seen > 0, `looked at ${seen} times`);
  t.equal(nameless, 0);
});

t.test('of many who ask at once one has the lock; the next has it when it is released', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'build.lock');
  const taken = (await Promise.all(Array.from({ length: 20 }, () => takeLock(path)))).filter(
    (lock) => lock !== undefined,
  );
  t.equal(taken.length, 1);
  t.equal(await takeLock(path), undefined, 'held');
  await taken[0]?.release();
  t.not(await takeLock(path), undefined);
});

t.test('the lock of a process that has ended is taken over, and what it left on the way is removed', async (t) => {
  const owner = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), id: 'gone' });
  const folder = t.testdir({ 'build.lock': { owner } });
  writeFileSync(join(folder, 'build.lock.left'), '');
  const lock = await takeLock(join(folder, 'build.lock'));
  t.not(lock, undefined);
  t.same(readdirSync(folder), ['build.lock']);
  await lock?.release();
  t.same(readdirSync(folder), []);
});
