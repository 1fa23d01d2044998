import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { seed } from './command.js';
import { addressOf, openServer } from './server.js';

const WAVE = 250;
const MEBIBYTE = 1024 * 1024;

/** Ten thousand, or as many as this process may open. */
function countAllowed(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Math.min(10_000, Number.isNaN(soft) ? 10_000 : soft - 500);
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

t.test('ten thousand idle connections cost little, stop nobody, and are let go', async (t) => {
  const { serve } = openServer(t);
  const child = serve(['--seed', seed], { SNAPSHOT_SECONDS: 'off' });
  t.teardown(() => child.kill('SIGKILL'));
  const address = await addressOf(child);
  const { port } = new URL(address);
  t.equal((await fetch(`${address}/v1/questions`)).status, 200);
  const before = residentBytes(child.pid);

  const count = countAllowed();
  t.comment(`${count} connections`);
  const sockets: Socket[] = [];
  t.teardown(() => sockets.forEach((socket) => void socket.destroy()));
  let closed = 0;
  while (sockets.length < count) {
    const wave = Array.from({ length: Math.min(WAVE, count - sockets.length) }, () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('close', () => {
        closed += 1;
      });
      socket.resume();
      return socket;
    });
    await Promise.all(wave.map((socket) => once(socket, 'connect')));
    sockets.push(...wave);
  }
  const open = sockets.length - closed;
  const start = performance.now();
  const answer = await fetch(`${address}/v1/questions`);
  t.equal(answer.status, 200, `answers among ${open} idle connections`);
  t.ok(performance.now() - start < 5000, 'without delay');
  const after = residentBytes(child.pid);
  if (before !== undefined && after !== undefined) {
    const grown = Math.round((after - before) / MEBIBYTE);
    t.ok(grown < 256, `memory grew by ${grown} MiB`);
  }
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  t.equal(closed, count, 'all were let go');
  t.equal((await fetch(`${address}/livez`)).status, 200);
});
