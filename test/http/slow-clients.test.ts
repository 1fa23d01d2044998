import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { openApp } from '../support/app.js';
import { parseAnswer } from '../support/exchange.js';

// Each waits for a real limit, of 15 to 40 seconds: all at once.
t.setTimeout(120_000);
t.jobs = 10;

async function open(t: Test): Promise<{ socket: Socket; accepted: Socket; origin: string; seconds: () => number }> {
  const { app } = await openApp(t);
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const accepting = once(app.server, 'connection');
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.on('error', () => undefined);
  t.teardown(() => socket.destroy());
  const [accepted]: Socket[] = await accepting;
  if (!accepted) throw new Error('not accepted');
  const start = performance.now();
  return { socket, accepted, origin, seconds: () => (performance.now() - start) / 1000 };
}

/** Writes a byte from time to time, for as long as the connection holds. */
function drip(t: Test, socket: Socket, byte: string): void {
  const dripping = setInterval(() => socket.writable && socket.write(byte), 500);
  t.teardown(() => clearInterval(dripping));
}

function isTimeout(t: Test, answer: string): void {
  const { status, headers, body } = parseAnswer(answer);
  t.match([status, headers.connection, JSON.parse(body).type], [408, 'close', /request-timeout$/]);
}

t.test('who says nothing is let go', async (t) => {
  const { socket, seconds } = await open(t);
  isTimeout(t, await text(socket));
  t.ok(seconds() > 14 && seconds() < 30, `after ${seconds()} s`);
});

t.test('headers that come byte by byte are cut off', async (t) => {
  const { socket, seconds } = await open(t);
  socket.write('GET /v1 HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  drip(t, socket, 'x');
  isTimeout(t, await text(socket));
  t.ok(seconds() > 14 && seconds() < 30, `after ${seconds()} s`);
});

t.test('so are the headers of a second request', async (t) => {
  const { socket, seconds } = await open(t);
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nX-Slow: ');
  drip(t, socket, 'x');
  const [, second = ''] = (await text(socket)).split(/(?=HTTP\/1\.1 408)/);
  isTimeout(t, second);
  t.ok(seconds() < 30, `after ${seconds()} s`);
});

for (const [title, head, status] of [
  ['that is announced', 'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n', 405],
  ['in chunks', 'POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', 405],
  ['of a GET', 'GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n', 400],
] as const) {
  t.test(`nobody waits for a slow body ${title}`, async (t) => {
    const { socket, seconds } = await open(t);
    socket.write(head);
    const answer = parseAnswer(await text(socket));
    t.same([answer.status, answer.headers.connection], [status, 'close']);
    t.ok(seconds() < 10, `after ${seconds()} s`);
  });
}

t.test('who asks for much and reads nothing is cut off, and costs little meanwhile', async (t) => {
  const { socket, accepted, origin, seconds } = await open(t);
  socket.pause();
  const before = process.memoryUsage().rss;
  socket.write('GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(60));
  // A client that does not read does not learn of it.
  const closed = once(accepted, 'close');
  t.equal((await fetch(`${origin}/livez`)).status, 200, 'others are served');
  await closed;
  t.ok(seconds() > 15 && seconds() < 80, `after ${seconds()} s`);
  const grown = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  t.ok(grown < 300, `memory grew by ${grown} MiB`);
});
