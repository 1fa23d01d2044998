import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { SetDigest } from '../../src/content/set-digest.js';
import { openStore } from '../../src/store/open.js';
import { compilePublisher } from './programs.js';

const ROUNDS = 24;
const AT_ONCE = 2;

/** Publishes without end in another process and kills it some random time after its first publish; gives the last revision it told of. */
function publishUntilKilled(script: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let told = 0;
    const child = fork(script, [path, '100000'], { execArgv: [] });
    child.on('message', (revision: number) => {
      if (told === 0) setTimeout(Math.random() * 80).then(() => child.kill('SIGKILL'), reject);
      told = revision;
    });
    child.once('exit', (_, signal) => {
      if (signal === 'SIGKILL') resolve(told);
      else reject(new Error('the publisher ended by itself'));
    });
  });
}

async function checkWhole(t: Test, path: string, told: number): Promise<void> {
  const store = await openStore(`sqlite:${path}`, { migrate: true });
  const { revision, count, setDigest } = store.latest();
  t.ok(revision >= told, `revision ${revision} has all that was acknowledged (${told})`);
  const live = await store.listLive(revision, undefined, 1000);
  const set = new SetDigest();
  for (const { type, id, digest } of live) set.add(type, id, digest ?? '');
  t.same({ count: live.length, setDigest: set.toString() }, { count, setDigest });
  t.equal(
    new Set(live.filter(({ type }) => type !== 'disclaimer').map((one) => one.revision)).size,
    1,
    'all of one publish',
  );
  const { items } = await store.search({ all: [['word']], none: [] }, {}, { limit: 1000, after: undefined }, revision);
  t.equal(items.length, 30);
  t.same(await store.checkIntegrity(), []);
  await store.close();
}

t.test('a publish that is killed at any moment leaves the old revision or the new one, whole', async (t) => {
  const folder = t.testdir();
  const script = compilePublisher(folder);
  const worker = async (first: number) => {
    for (let round = first; round < ROUNDS; round += AT_ONCE) {
      const path = join(folder, `${round % 6}.db`);
      await checkWhole(t, path, await publishUntilKilled(script, path));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => worker(first)));
});
