import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { parseList } from 'structured-headers';
import t, { type Test } from 'tap';
import { toNetwork } from '../../src/http/network.js';
import { createKey, rotateKey } from '../../src/keys/issue.js';
import { makeKeyText } from '../../src/keys/text.js';
import { createLocalLimits } from '../../src/limits/local.js';
import { shareLimits } from '../../src/limits/share.js';
import { type OpenAppOptions, openApp } from '../support/app.js';

const article = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
const few = { ANONYMOUS_LIMITS: 'minute=3,day=100', KEY_LIMITS: 'hour=5', CACHE_BYTES: '0' };

/** The service with small limits, at a time that stands still until it is moved. */
async function openLimited(t: Test, settings: Record<string, string> = {}, options: OpenAppOptions = {}) {
  const clock = { now: 0 };
  const limits = createLocalLimits({ now: () => clock.now });
  const opened = await openApp(t, { settings: { ...few, ...settings }, limits, ...options });
  // From a loopback address everything is free.
  const get = (url: string, headers: Record<string, string> = {}) =>
    opened.request({ url, headers, remoteAddress: '192.0.2.7' });
  const remaining = async (headers: Record<string, string> = {}) =>
    (await get('/v1/quota', headers)).json().policies.map((policy: { remaining: number }) => policy.remaining);
  return { ...opened, get, clock, remaining };
}

t.test('what goes beyond the quota is a 429 that says which limits, and when to come back', async (t) => {
  const { get, clock } = await openLimited(t);
  for (let count = 0; count < 3; count += 1) t.equal((await get('/v1/topics')).statusCode, 200);
  const refused = await get('/v1/topics');
  t.equal(refused.statusCode, 429);
  t.match(refused.json(), {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    title: 'The quota is used up',
    'violated-policies': ['minute'],
  });
  t.equal(refused.headers['retry-after'], '20');
  t.equal(refused.headers['cache-control'], 'no-store');
  t.equal(refused.headers['ratelimit-policy'], '"minute";q=3;w=60, "day";q=100;w=86400');
  t.equal(refused.headers.ratelimit, '"minute";r=0;t=20, "day";r=97;t=2592');
  for (const name of ['ratelimit', 'ratelimit-policy']) t.equal(parseList(String(refused.headers[name])).length, 2);
  clock.now += 19_999;
  t.equal((await get('/v1/topics')).statusCode, 429);
  clock.now += 1;
  t.equal((await get('/v1/topics')).statusCode, 200);
});

t.test('by the clock on the wall, too: who waits as long as is asked is served again', async (t) => {
  const { request } = await openApp(t, { settings: { ...few, ANONYMOUS_LIMITS: 'second=1' } });
  const get = () => request({ url: '/v1/topics', remoteAddress: '192.0.2.7' });
  const answers = await Promise.all(Array.from({ length: 10 }, get));
  const refused = answers.find(({ statusCode }) => statusCode === 429);
  t.equal(refused?.headers['retry-after'], '1');
  await setTimeout(Number(refused?.headers['retry-after']) * 1000);
  t.equal((await get()).statusCode, 200);
});

t.test('health, descriptions, pages and the quota itself are free, and answer when nothing is left', async (t) => {
  const { get, remaining } = await openLimited(t);
  for (let count = 0; count < 4; count += 1) await get('/v1/topics');
  for (const url of ['/livez', '/readyz', '/docs', '/v1/openapi.json', '/v1/quota']) {
    t.equal((await get(url)).statusCode, 200, url);
  }
  t.same(await remaining(), [0, 97]);
});

t.test('a 304 costs nothing', async (t) => {
  const { get, remaining } = await openLimited(t);
  const { headers } = await get(article);
  t.same(await remaining(), [2, 99]);
  for (let count = 0; count < 10; count += 1) {
    t.equal((await get(article, { 'if-none-match': String(headers.etag) })).statusCode, 304);
  }
  t.same(await remaining(), [2, 99]);
});

t.test('an answer that is ready costs nothing; one that is made, and an error, do', async (t) => {
  const { get, remaining } = await openLimited(t, { CACHE_BYTES: '1000000' });
  for (let count = 0; count < 10; count += 1) t.equal((await get(article)).statusCode, 200);
  t.same(await remaining(), [2, 99]);
  t.equal((await get('/v1/questions/none')).statusCode, 404);
  t.equal((await get('/v1/questions?limit=x')).statusCode, 400);
  t.same(await remaining(), [0, 97]);
});

t.test('a partner has one quota, apart from that of the address, whichever of its keys it sends', async (t) => {
  const { get, keys, remaining } = await openLimited(t);
  const options = { scopes: undefined, expiresAt: null, now: Date.now() - 1 };
  const one = { authorization: `Bearer ${(await createKey(keys, 'acme', options)).text}` };
  const two = { authorization: `Bearer ${(await rotateKey(keys, 'acme', options)).text}` };
  for (const key of [one, two, one, two, one]) t.equal((await get('/v1/topics', key)).statusCode, 200);
  for (const key of [one, two]) t.equal((await get('/v1/topics', key)).statusCode, 429);
  t.equal((await get('/v1/topics')).statusCode, 200);
  t.same(await remaining(two), [0]);
  t.match((await get('/v1/quota', two)).json(), {
    key: { partner: 'acme', scopes: ['read', 'sync'], expiresAt: null },
  });
  t.equal((await get('/v1/quota')).json().key, null);
});

t.test('wrong keys are held to the limit of the address they come from, and right ones are not', async (t) => {
  const { get, keys, remaining } = await openLimited(t);
  const options = { scopes: ['read' as const], expiresAt: null, now: Date.now() - 1 };
  const right = { authorization: `Bearer ${(await createKey(keys, 'acme', options)).text}` };
  const wrong = () => get('/v1/topics', { authorization: `Bearer ${makeKeyText()}` });
  for (let count = 0; count < 3; count += 1) t.equal((await wrong()).statusCode, 401);
  const refused = await wrong();
  t.equal(refused.statusCode, 429);
  t.equal(refused.headers['retry-after'], '20');
  t.equal((await get('/v1/topics')).statusCode, 429, 'it is the same address without a key');
  t.equal((await get('/v1/topics', right)).statusCode, 200);
  t.equal((await get('/v1/sync', right)).statusCode, 403);
  t.same(await remaining(right), [3], 'what a key is not for is charged to its partner');
});

t.test('where a key is required, those who send none have the limit of their address', async (t) => {
  const { get } = await openLimited(t, { ACCESS: 'key-required' });
  const statuses = [];
  for (let count = 0; count < 5; count += 1) statuses.push((await get('/v1/topics')).statusCode);
  t.same(statuses, [401, 401, 401, 429, 429]);
});

t.test('what a shared cache may keep does not say what one caller has left; what it may not keep does', async (t) => {
  const { get, keys } = await openLimited(t);
  t.notOk('ratelimit' in (await get(article)).headers);
  t.equal((await get('/v1/questions?limit=x')).headers.ratelimit, '"minute";r=1;t=40, "day";r=98;t=1728');
  const quota = await get('/v1/quota');
  t.same([quota.headers['cache-control'], quota.headers.vary], ['no-store', undefined]);
  t.equal(quota.headers.ratelimit, '"minute";r=1;t=40, "day";r=98;t=1728');
  const closed = await openApp(t, { settings: { ...few, ACCESS: 'key-required' } });
  const { text } = await createKey(closed.keys, 'acme', { scopes: undefined, expiresAt: null, now: 0 });
  const answer = await closed.get(article, { authorization: `Bearer ${text}` });
  t.match(answer.headers['cache-control'], /^private/);
  t.match(answer.headers.ratelimit, /^"hour";r=4;t=\d+$/);
  await keys.listKeys();
});

t.test('without limits there are none, and none are told', async (t) => {
  const { get } = await openApp(t);
  for (let count = 0; count < 700; count += 1) await get('/v1/questions/none');
  const { headers, json } = await get('/v1/quota');
  t.same(json(), { key: null, policies: [] });
  t.notOk('ratelimit' in headers);
});

t.test(
  'when other processes cannot be reached, callers are held to the limits of this one, and it is counted',
  async (t) => {
    const lines: string[] = [];
    let failures = 0;
    const limits = createLocalLimits();
    const sharing = shareLimits({
      limits,
      exchange: { everyMilliseconds: 86_400_000, swap: async () => Promise.reject(new Error('no way there')) },
      policiesOf: () => [],
      onFailure: () => {
        failures += 1;
      },
      logger: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }),
    });
    const { get, remaining } = await openLimited(t, {}, { limits });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await get('/v1/topics')).statusCode);
      await sharing.swap();
    }
    t.same(statuses, [200, 200, 200, 429, 429]);
    t.same(await remaining(), [0, 97]);
    t.equal(failures, 5);
    t.equal(lines.filter((line) => line.includes('no way there')).length, 1);
    await sharing.stop();
  },
);

t.test('an address is one caller: whole in IPv4, a /64 in IPv6', async (t) => {
  const same: readonly (readonly [string, string])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:DB8:0000:0001::', '2001:db8:0:1::/64'],
    ['2001:db8::1:0:0:192.0.2.1', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ];
  for (const [address, network] of same) t.equal(toNetwork(address), network, address);
});

t.test('who is behind a proxy is believed from the proxies in the list alone', async (t) => {
  const ask = async (settings: Record<string, string>) => {
    const { request } = await openLimited(t, settings, { folder: t.testdir() });
    const statuses = [];
    for (let host = 1; host <= 5; host += 1) {
      const headers = { 'x-forwarded-for': `2001:db8:0:${host}::1` };
      statuses.push((await request({ url: '/v1/topics', headers, remoteAddress: '10.0.0.1' })).statusCode);
    }
    return statuses;
  };
  t.same(await ask({ TRUSTED_PROXIES: '10.0.0.0/8' }), [200, 200, 200, 200, 200]);
  t.same(await ask({ TRUSTED_PROXIES: '192.0.2.0/24' }), [200, 200, 200, 429, 429]);
});

t.test('many at once cannot overdraw', async (t) => {
  const { get } = await openLimited(t);
  const answers = await Promise.all(Array.from({ length: 20 }, () => get('/v1/topics')));
  t.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 3);
});

t.test('what is asked from the machine itself is not limited', async (t) => {
  const { request } = await openLimited(t);
  for (const remoteAddress of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
    for (let count = 0; count < 5; count += 1) {
      t.equal((await request({ url: '/v1/topics', remoteAddress })).statusCode, 200, remoteAddress);
    }
  }
});
