import t, { type Test } from 'tap';
import { createKey } from '../../src/keys/issue.js';
import { makeKeyText } from '../../src/keys/text.js';
import type { KeyScope } from '../../src/schemas/scope.js';
import { openKeyStore } from '../../src/store/open.js';
import { type OpenAppOptions, openApp } from '../support/app.js';
import { exchange, parseAnswer } from '../support/exchange.js';

const article = '/v1/questions/is-it-normal-to-have-knee-pain-after-running';
const invalid = 'Bearer realm="second-opinion", error="invalid_token"';
const keyRequired = { settings: { ACCESS: 'key-required', CDN_PROFILE: 'fastly' } };

async function openWithKey(t: Test, options: OpenAppOptions = {}, scopes?: readonly KeyScope[]) {
  const opened = await openApp(t, options);
  const now = Date.now() - 1;
  const { text, key } = await createKey(opened.keys, 'acme', { scopes, expiresAt: null, now });
  return { ...opened, text, key, bearer: { authorization: `Bearer ${text}` } };
}

t.test('a key changes nothing about the content', async (t) => {
  const { get, bearer } = await openWithKey(t);
  for (const url of [article, '/v1/questions', '/v1/sync', '/v1/search?q=knee', '/v1/recalls']) {
    const without = await get(url);
    const with_ = await get(url, bearer);
    t.equal(with_.statusCode, 200, url);
    t.equal(with_.body, without.body);
    for (const name of ['etag', 'vary', 'cache-control']) t.equal(with_.headers[name], without.headers[name], name);
    t.equal(with_.headers.vary, 'Accept-Encoding');
  }
});

t.test('what is no key, or one that cannot be used, is one and the same 401, from the cache too', async (t) => {
  const { get, keys, text, bearer } = await openWithKey(t);
  t.equal((await get(article, bearer)).statusCode, 200, 'now it is in the cache');
  const expired = await createKey(keys, 'late', { scopes: undefined, expiresAt: 1, now: 0 });
  await keys.revokeKeys(text.slice(0, 14), Date.now());
  const wrong = ['', 'Bearer', 'Basic bWU6bWU=', 'Bearer x', text, bearer.authorization, `Bearer ${expired.text}`];
  const answers = await Promise.all(
    [...wrong, `Bearer ${makeKeyText()}`, `Bearer ${text}0`].map((authorization) => get(article, { authorization })),
  );
  const [first] = answers;
  for (const { statusCode, headers, json } of answers) {
    t.same([statusCode, headers['www-authenticate'], headers['cache-control']], [401, invalid, 'no-store']);
    t.same({ ...json(), instance: '' }, { ...first?.json(), instance: '' });
  }
  t.match(first?.json().type, /\/problems\/invalid-key$/);
});

t.test('a key that another process revokes is refused at once', async (t) => {
  const folder = t.testdir();
  const { get, key, bearer } = await openWithKey(t, { folder });
  t.equal((await get('/v1/topics', bearer)).statusCode, 200);
  const elsewhere = await openKeyStore(`sqlite:${folder}/content.db`, { migrate: false });
  t.teardown(() => elsewhere.close());
  await elsewhere.revokeKeys(key.prefix, Date.now());
  t.equal((await get('/v1/topics', bearer)).statusCode, 401);
});

t.test('a key that was not made for an operation is a 403 that names the scope', async (t) => {
  const { get, bearer } = await openWithKey(t, {}, ['read']);
  t.equal((await get(article, bearer)).statusCode, 200);
  for (const url of ['/v1/sync', '/v1/snapshots/latest']) {
    const { statusCode, headers, json } = await get(url, bearer);
    t.equal(statusCode, 403, url);
    t.match(json(), { type: /\/insufficient-scope$/, detail: /`sync`/ });
    t.equal(headers['www-authenticate'], 'Bearer realm="second-opinion", error="insufficient_scope", scope="sync"');
  }
  t.equal((await get('/v1/recalls', bearer)).statusCode, 200, 'what must be hidden is told to every key');
});

t.test('a key in an address is a 400 that tells to revoke it', async (t) => {
  const { get, text, bearer } = await openWithKey(t);
  const leaks = [
    `?api_key=${text}`,
    `?API_KEY=x`,
    `?access_token=x`,
    `?key=`,
    `?q=${text}`,
    `?${text}`,
    `?topic=so%5flive_${text.slice(8)}`,
    `?topic=%73%6F_live_${text.slice(8)}`,
    `/%73o_li%76e_${text.slice(8)}`,
    `?cursor=a%2Bb${text}`,
    `/${text}`,
  ];
  for (const leak of leaks) {
    const { statusCode, body, json } = await get(`/v1/questions${leak}`, bearer);
    t.equal(statusCode, 400, leak);
    t.match(json(), { type: /\/key-in-address$/, detail: /revoked/ });
    t.notMatch(body, text.slice(14), 'and does not repeat it');
  }
});

t.test('so is one where an address may have a name and a password', async (t) => {
  const { listen, text } = await openWithKey(t);
  const origin = await listen();
  for (const target of [`http://${text}@localhost/v1/topics`, `http://a:${text}@localhost/v1/topics`]) {
    const answer = parseAnswer(
      await exchange(origin, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    t.equal(answer.status, 400);
    t.match(JSON.parse(answer.body).type, /\/key-in-address$/);
  }
});

t.test('where a key is required, nothing is read without one, not even from the cache', async (t) => {
  const { get, bearer } = await openWithKey(t, keyRequired);
  t.equal((await get(article, bearer)).statusCode, 200);
  for (const url of [article, '/v1', '/v1/questions', '/v1/questions/none', '/v1/revisions/latest', '/v1/sync?x=1']) {
    const { statusCode, headers, json } = await get(url);
    t.same([statusCode, headers['www-authenticate']], [401, 'Bearer realm="second-opinion"'], url);
    t.match(json().type, /\/key-required$/);
  }
});

t.test('where a key is required, health and descriptions stay open', async (t) => {
  const { get } = await openWithKey(t, keyRequired);
  for (const url of ['/livez', '/readyz', '/docs', '/problems', '/v1/openapi.json', '/.well-known/api-catalog']) {
    t.equal((await get(url, { authorization: 'Bearer x' })).statusCode, 200, url);
  }
});

t.test('where a key is required, no shared cache may keep an answer', async (t) => {
  const { get, bearer } = await openWithKey(t, keyRequired);
  const { headers } = await get(article, bearer);
  t.equal(headers['cache-control'], 'private, max-age=60, stale-while-revalidate=600, stale-if-error=86400');
  for (const name of ['surrogate-control', 'surrogate-key']) t.notOk(name in headers, name);
  t.equal(headers.vary, 'Accept-Encoding');
  const again = await get(article, { ...bearer, 'if-none-match': String(headers.etag) });
  t.same([again.statusCode, again.headers['cache-control']], [304, headers['cache-control']]);
  const missing = await get('/v1/questions/none', bearer);
  t.same([missing.statusCode, missing.headers['cache-control']], [404, 'private, max-age=60']);
});

t.test('no read and no sync tells of a key', async (t) => {
  const { get, text } = await openWithKey(t);
  for (const url of [article, '/v1/questions?view=full', '/v1/sync', '/v1', '/v1/recalls', '/v1/openapi.json']) {
    const { body } = await get(url);
    for (const word of [text.slice(0, 14), 'acme', 'api_key']) t.notOk(body.includes(word), `${word} in ${url}`);
  }
});
