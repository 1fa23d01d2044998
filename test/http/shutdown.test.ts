import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { drain, retire } from '../../src/http/shutdown.js';
import { openQuestions } from '../support/open-questions.js';

const portOf = (origin: string) => Number(new URL(origin).port);

async function fetchWith(agent: Agent, url: string): Promise<{ status: number; connection: string; body: string }> {
  const [answer]: IncomingMessage[] = await once(get(url, { agent }), 'response');
  if (!answer) throw new Error('no answer');
  return { status: answer.statusCode ?? 0, connection: String(answer.headers.connection), body: await text(answer) };
}

t.test('a process that is told to stop serves on, says that it is leaving, and then lets go', async (t) => {
  const { app, listen } = await openQuestions(t, 1);
  const origin = await listen();
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  t.match(await fetchWith(agent, `${origin}/readyz`), { status: 200, connection: 'keep-alive' });
  const idle = connect(portOf(origin), '127.0.0.1');
  await once(idle, 'connect');

  const drained = drain(app, 3);
  t.equal(drain(app, 3), drained, 'told twice, it stops once');
  t.match(await fetchWith(agent, `${origin}/readyz`), { status: 503, connection: 'close', body: /unavailable/ });
  t.match(await fetchWith(agent, `${origin}/v1/questions/question-1`), { status: 200, connection: 'close' });
  t.match(await fetchWith(agent, `${origin}/livez`), { status: 200, connection: 'close' });
  await drained;
  t.equal(app.server.listening, false);
  await t.rejects(fetchWith(agent, `${origin}/livez`), { code: 'ECONNREFUSED' });
  idle.destroy();
});

t.test(
  'a process whose place others have taken lets go of its clients, and never says that the service is not ready',
  async (t) => {
    const { app, listen } = await openQuestions(t, 1);
    const origin = await listen();
    const agent = new Agent({ keepAlive: true });
    t.teardown(() => agent.destroy());
    const retired = retire(app, 2);
    t.match(await fetchWith(agent, `${origin}/readyz`), { status: 200, connection: 'close' });
    t.equal(drain(app, 2), retired, 'told to stop meanwhile, it stops once');
    t.match(await fetchWith(agent, `${origin}/readyz`), { status: 503, connection: 'close' });
    t.equal(retire(app, 2), retired);
    t.match(await fetchWith(agent, `${origin}/readyz`), { status: 503 });
    await retired;
    t.equal(app.server.listening, false);
  },
);

t.test('no request fails while it stops, however many come', async (t) => {
  const { app, listen } = await openQuestions(t, 1);
  const origin = await listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  t.teardown(() => agent.destroy());
  await fetchWith(agent, `${origin}/v1/questions/question-1`);
  const drained = drain(app, 3);
  const statuses: number[] = [];
  const ask = async () => {
    for (let n = 0; n < 5; n += 1) {
      statuses.push((await fetchWith(agent, `${origin}/v1/questions/question-1`)).status);
    }
  };
  await Promise.all(Array.from({ length: 10 }, ask));
  await drained;
  t.same(statuses, Array(50).fill(200));
});

t.test('a connection that never ends is cut at the limit', async (t) => {
  const { app, listen } = await openQuestions(t, 1);
  const origin = await listen();
  const slow = connect(portOf(origin), '127.0.0.1');
  slow.on('error', () => undefined);
  await once(slow, 'connect');
  slow.write('GET /v1 HTTP/1.1\r\nHost:');
  const closed = once(slow, 'close');
  await drain(app, 0, 200);
  await closed;
  t.equal(app.server.listening, false);
});
