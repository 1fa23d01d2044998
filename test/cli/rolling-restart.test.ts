import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as think } from 'node:timers/promises';
import t from 'tap';
import { openBalancer } from './balancer.js';
import { seed } from './command.js';
import { addressOf, openServer } from './server.js';

const CLIENTS = 50;
const ROUNDS = 2;
const THINKING_MILLISECONDS = 30;

t.test('in a rolling restart no request of 50 busy clients fails', async (t) => {
  const { serve } = openServer(t);
  const balancer = await openBalancer(t);
  const start = async () => {
    const child = serve(['--seed', seed], { DRAIN_SECONDS: '1', LOG_LEVEL: 'info', SNAPSHOT_SECONDS: 'off' });
    const address = await addressOf(child);
    child.stdout?.resume();
    await balancer.add(address);
    return { child, address };
  };
  const running = [await start(), await start()];

  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  t.teardown(() => agent.destroy());
  const paths = [
    '/v1/questions',
    '/v1/questions/is-it-normal-to-have-knee-pain-after-running',
    '/v1/sync',
    '/v1/topics',
  ];
  const failures: string[] = [];
  let answered = 0;
  let isOver = false;
  const ask = async (client: number) => {
    for (let n = client; !isOver; n += 1) {
      const path = paths[n % paths.length] ?? '';
      try {
        const [answer]: IncomingMessage[] = await once(get(`${balancer.origin}${path}`, { agent }), 'response');
        if (!answer) throw new Error('no answer');
        const body = await buffer(answer);
        const isWhole = body.length === Number(answer.headers['content-length']);
        if (answer.statusCode !== 200 || !isWhole) failures.push(`${path}: ${answer.statusCode} ${body.toString()}`);
        answered += 1;
        // So that the processes that start get their turn, too.
        await think(THINKING_MILLISECONDS);
      } catch (error) {
        failures.push(`${path}: ${error}`);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, client) => ask(client));

  const ends: unknown[] = [];
  const counts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, { child, address }] of [...running].entries()) {
      const before = answered;
      running[place] = await start();
      ends.push(await stop(child));
      balancer.remove(address);
      counts.push(answered - before);
    }
  }
  isOver = true;
  await Promise.all(clients);
  t.same(failures.slice(0, 5), [], 'none failed');
  t.same(ends, Array(2 * ROUNDS).fill([0, null]), 'every process ended well');
  t.ok(
    counts.every((count) => count > CLIENTS),
    `the clients were busy all the time: ${counts.join(', ')}`,
  );
});

async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return ended;
}
