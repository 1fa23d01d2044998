import { once } from 'node:events';
import t from 'tap';
import { openClients } from './busy-clients.js';
import { seed } from './command.js';
import { isAlive, openLog, workersOf } from './log.js';
import { openServer } from './server.js';

const CLIENTS = 50;
const RELOADS = 3;

t.test('when workers are replaced, no request of 50 busy clients fails, and the service stays ready', async (t) => {
  const { serve } = openServer(t);
  const child = serve(['--seed', seed, '--workers', '2'], { DRAIN_SECONDS: '1', SNAPSHOT_SECONDS: 'off' });
  const log = openLog(child);
  const serving = await log.next('serving');
  const address = String(serving.address);
  const clients = openClients(t, address, CLIENTS);

  const generations = [workersOf(serving)];
  const counts: number[] = [];
  const readiness = new Set<number>();
  for (let n = 0; n < RELOADS; n += 1) {
    const before = clients.answered();
    child.kill('SIGHUP');
    generations.push(workersOf(await log.next('reloaded')));
    const leaving = generations[n] ?? [];
    while (leaving.some(isAlive)) readiness.add((await fetch(`${address}/readyz`)).status);
    counts.push(clients.answered() - before);
  }
  t.same((await clients.stop()).slice(0, 5), [], 'none failed');
  t.same([...readiness], [200], 'always ready');
  t.equal(new Set(generations.flat()).size, 2 * (RELOADS + 1), 'every worker was replaced each time');
  t.ok(
    counts.every((count) => count > CLIENTS),
    `the clients were busy all the time: ${counts.join(', ')}`,
  );
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
});

t.test('a single worker can be reloaded; a process without workers stops', async (t) => {
  const { serve } = openServer(t);
  const one = serve(['--seed', seed, '--workers', '1'], { SNAPSHOT_SECONDS: 'off' });
  const log = openLog(one);
  const [before] = workersOf(await log.next('serving'));
  one.kill('SIGHUP');
  const after = workersOf(await log.next('reloaded'));
  t.equal(after.length, 1);
  t.not(after[0], before);
  const alone = serve([], { SNAPSHOT_SECONDS: 'off' });
  const its = openLog(alone);
  await its.next('serving');
  alone.kill('SIGHUP');
  t.same(await once(alone, 'exit'), [0, null]);
  t.match(await its.next('stopping'), { signal: 'SIGHUP' });
});
