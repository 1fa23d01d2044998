import t from 'tap';
import { openApp } from '../support/app.js';

t.test('while too much is asked at once, requests are turned away with a pause, and probes are not', async (t) => {
  // A heap of one byte is always exceeded.
  const { app, get } = await openApp(t, { settings: { OVERLOAD_HEAP_BYTES: '1' } });
  // It is measured once a second.
  while (!app.isUnderPressure()) await new Promise(setImmediate);
  for (const url of ['/v1/questions', '/v1/openapi.json', '/nowhere']) {
    const { statusCode, headers, json } = await get(url);
    t.same([statusCode, headers['retry-after'], headers['cache-control']], [503, '5', 'no-store'], url);
    t.match(json(), { type: /\/problems\/overloaded$/, status: 503 });
  }
  for (const url of ['/livez', '/readyz']) t.equal((await get(url)).statusCode, 200, url);
});

/** Keeps the event loop from everything else for a while, as work that never waits does. */
function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

t.test(
  'while the event loop is really late, clients are turned away and probes are not; then all is as before',
  async (t) => {
    const { app, listen } = await openApp(t, { settings: { OVERLOAD_DELAY_MS: '200' } });
    const origin = await listen();
    const asked = new Set([`${origin}/v1/questions`, `${origin}/livez`, `${origin}/readyz`]);
    const ask = async () =>
      Object.fromEntries(
        await Promise.all(
          [...asked].map(async (url) => {
            const { status, headers } = await fetch(url);
            return [url.slice(origin.length), [status, headers.get('retry-after')]] as const;
          }),
        ),
      );
    const served = { '/v1/questions': [200, null], '/livez': [200, null], '/readyz': [200, null] };
    const until = async (isOver: () => boolean | Promise<boolean>) => {
      for (const end = performance.now() + 60_000; performance.now() < end; ) if (await isOver()) return;
      t.fail('it does not come');
    };

    let isBlocked = true;
    const busy = setInterval(() => isBlocked && block(400), 1);
    t.teardown(() => clearInterval(busy));
    await until(async () => app.isUnderPressure() || (await new Promise((resolve) => setImmediate(resolve, false))));
    t.same(await ask(), { ...served, '/v1/questions': [503, '5'] });

    isBlocked = false;
    await until(async () => (await fetch(`${origin}/v1/questions`)).status === 200);
    t.same(await ask(), served);
  },
);

t.test('a process that is in time turns nobody away', async (t) => {
  const { get } = await openApp(t, { settings: { OVERLOAD_DELAY_MS: '60000', OVERLOAD_HEAP_BYTES: String(2 ** 40) } });
  t.equal((await get('/v1/questions')).statusCode, 200);
});
