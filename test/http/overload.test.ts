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

t.test('a process that is in time turns nobody away', async (t) => {
  const { get } = await openApp(t, { settings: { OVERLOAD_DELAY_MS: '60000', OVERLOAD_HEAP_BYTES: String(2 ** 40) } });
  t.equal((await get('/v1/questions')).statusCode, 200);
});
