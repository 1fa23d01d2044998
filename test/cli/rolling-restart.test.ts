import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { type Balancer, openBalancer } from './balancer.js';
import { openClients } from './busy-clients.js';
import { seed } from './command.js';
import { openNginx, skipWithoutNginx } from './nginx.js';
import { addressOf, openServer } from './server.js';

const CLIENTS = 50;
const ROUNDS = 2;

t.test('in a rolling restart no request of 50 busy clients fails', async (t) => {
  await restartAll(t, await openBalancer(t));
});

t.test('nor does one behind nginx', { skip: skipWithoutNginx }, async (t) => {
  await restartAll(t, await openNginx(t, 2 + 2 * ROUNDS));
});

async function restartAll(t: Test, balancer: Balancer): Promise<void> {
  const { serve } = openServer(t);
  const start = async () => {
    const settings = { DRAIN_SECONDS: '1', LOG_LEVEL: 'info', SNAPSHOT_SECONDS: 'off' };
    const child = serve(['--seed', seed], { ...settings, PORT: String(balancer.port()) });
    const address = await addressOf(child);
    child.stdout?.resume();
    await balancer.add(address);
    return { child, address };
  };
  const running = [await start(), await start()];
  const clients = openClients(t, balancer.origin, CLIENTS);

  const ends: unknown[] = [];
  const counts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, { child, address }] of [...running].entries()) {
      const before = clients.answered();
      running[place] = await start();
      ends.push(await stop(child));
      balancer.remove(address);
      counts.push(clients.answered() - before);
    }
  }
  t.same((await clients.stop()).slice(0, 5), [], 'none failed');
  t.same(ends, Array(2 * ROUNDS).fill([0, null]), 'every process ended well');
  t.ok(
    counts.every((count) => count > CLIENTS),
    `the clients were busy all the time: ${counts.join(', ')}`,
  );
}

async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return ended;
}
