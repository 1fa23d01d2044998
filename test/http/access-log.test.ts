import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import t from 'tap';
import { truncateAddress } from '../../src/http/network.js';
import { drain } from '../../src/http/shutdown.js';
import { createKey } from '../../src/keys/issue.js';
import { openQuestions } from '../support/open-questions.js';

t.test('the log tells the route, never what was asked, and the address cut short', async (t) => {
  const lines = new PassThrough();
  const settings = { TRUSTED_PROXIES: '127.0.0.1' };
  const { request, keys } = await openQuestions(t, 1, { logger: pino({ level: 'trace' }, lines), settings });
  const { text: key } = await createKey(keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': '203.0.113.77', cookie: 'secret-cookie' };
  await request({ url: '/v1/search?q=haemorrhoids', headers });
  await request({ url: '/v1/questions/question-1', headers });
  await request({ url: '/v1/questions/haemorrhoids', headers });
  await request({ url: '/haemorrhoids', headers });
  await request({ url: '/v1/questions/%zz?q=haemorrhoids', headers });
  await new Promise(setImmediate);
  const text = String(lines.read());
  t.notMatch(text, /haemorrhoids|question-1|secret|203\.0\.113\.77|Bearer|so_live_|acme/);
  const entries = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(
    entries.filter(({ msg }) => msg === 'answered'),
    [
      { method: 'GET', route: '/v1/search', status: 200, revision: 1, address: '203.0.113.0', instance: /^urn:uuid:/ },
      { route: '/v1/questions/:slug', status: 200 },
      { route: '/v1/questions/:slug', status: 404 },
      { route: null, status: 404 },
    ],
  );
});

t.test('without a trusted proxy, what a client says of its address is not believed', async (t) => {
  const lines = new PassThrough();
  const { request } = await openQuestions(t, 1, { logger: pino({}, lines) });
  await request({ url: '/livez', headers: { 'x-forwarded-for': '203.0.113.77' } });
  await new Promise(setImmediate);
  t.match(String(lines.read()), /"address":"127\.0\.0\.0"/);
});

t.test(
  'to stop is no failure: the log has no error of a probe that is told so, and one of a store that is gone',
  async (t) => {
    const lines = new PassThrough();
    const { app, listen, get, store } = await openQuestions(t, 1, { logger: pino({}, lines) });
    await listen();
    const levels = async () => {
      await new Promise(setImmediate);
      const text = String(lines.read()).trim().split('\n');
      return text.map((line) => JSON.parse(line)).map(({ level, msg, status }) => [level, msg, status]);
    };
    await levels();
    const drained = drain(app, 1);
    t.equal((await get('/readyz')).statusCode, 503);
    t.same(await levels(), [[30, 'answered', 503]]);
    await store.close();
    t.equal((await get('/v1/authors')).statusCode, 503);
    t.same(await levels(), [
      [50, 'request failed', undefined],
      [30, 'answered', 503],
    ]);
    await drained;
  },
);

const addresses: readonly (readonly [string | undefined, string | null])[] = [
  ['203.0.113.77', '203.0.113.0'],
  ['::ffff:203.0.113.77', '203.0.113.0'],
  ['2001:db8:1234:5678:9abc:def0:1234:5678', '2001:db8:1234::'],
  ['2001:db8::1', '2001:db8:0::'],
  ['::1', '0:0:0::'],
  ['fe80::1%eth0', 'fe80:0:0::'],
  [undefined, null],
  ['what a client says', null],
];
for (const [address, expected] of addresses) {
  t.test(`${address} is logged as ${expected}`, async (t) => t.equal(truncateAddress(address), expected));
}
