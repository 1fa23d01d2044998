import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { writeChanges } from '../../src/docs/changes.js';
import { html } from '../../src/docs/html.js';
import { toHtml } from '../../src/docs/markdown.js';
import { problemKinds } from '../../src/problems.js';
import { openApp } from '../support/app.js';
import { codeOf } from './reading.js';

const guides = ['show-an-article', 'keep-a-copy', 'build-an-integration', 'attribution-and-disclaimers', 'stability'];
const problems = Object.keys(problemKinds).map((code) => `/problems/${code}`);
const pages = [
  '/docs',
  '/docs/guides',
  '/docs/changes',
  ...guides.map((name) => `/docs/guides/${name}`),
  '/problems',
  ...problems,
];

t.test('a page has its own strict policy, a tag, and is not sent twice', async (t) => {
  const { get, request } = await openApp(t, { publish: null });
  for (const url of pages) {
    const { statusCode, headers, body } = await get(url);
    t.equal(statusCode, 200, url);
    t.match(headers, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'Accept-Encoding',
    });
    const policy = String(headers['content-security-policy']);
    t.match(policy, "default-src 'none'; script-src 'self'; style-src 'self';");
    t.notMatch(policy, /unsafe/);
    t.equal((await get(url, { 'if-none-match': String(headers.etag) })).statusCode, 304, url);
    const head = await request({ method: 'HEAD', url });
    t.same(
      [head.statusCode, head.body, head.headers['content-length']],
      [200, '', String(Buffer.byteLength(body))],
      url,
    );
    t.notMatch(body, /<style| style="|<script>| on[a-z]+="/, `${url} has nothing inline`);
  }
});

t.test('what the explorer cannot give is told as everywhere else', async (t) => {
  const { request } = await openApp(t);
  for (const path of ['static/none.js', 'static/%00', 'static/..%5c..', 'none']) {
    const { statusCode, headers, json } = await request({ url: `/docs/explorer/${path}` });
    t.match([statusCode, headers['content-type'], json().type], [404, 'application/problem+json', /not-found$/], path);
  }
});

t.test('what the pages and the explorer load has a tag, is coded, and is not sent twice', async (t) => {
  const { get } = await openApp(t, { publish: null });
  const explorer = (await get('/docs/explorer/')).body;
  const loaded = [...explorer.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path = '']) => `/docs/explorer/${path}`);
  t.ok(loaded.includes('/docs/explorer/static/swagger-ui-bundle.js'));
  const files = loaded.filter((url) => !url.endsWith('swagger-initializer.js'));
  for (const url of [
    '/docs/assets/docs.css',
    '/docs/assets/docs.js',
    '/docs/assets/icon.svg',
    '/docs/explorer/json',
    ...files,
  ]) {
    const plain = await get(url);
    t.match(plain.headers, { etag: /^W\//, vary: 'Accept-Encoding', 'cache-control': 'public, max-age=300' }, url);
    const tag = String(plain.headers.etag);
    t.equal((await get(url, { 'if-none-match': tag })).statusCode, 304, url);
    const coded = await get(url, { 'accept-encoding': 'br, gzip' });
    t.equal(coded.headers.etag, tag, url);
    const isSmall = plain.rawPayload.length < 256;
    t.equal(coded.headers['content-encoding'], isSmall ? undefined : 'br', url);
    t.same(isSmall ? coded.rawPayload : brotliDecompressSync(coded.rawPayload), plain.rawPayload, url);
  }
});

t.test('every link within the pages leads somewhere, and every id is there once', async (t) => {
  const { get } = await openApp(t);
  const bodies = new Map<string, string>();
  for (const url of pages) bodies.set(url, (await get(url)).body);
  const idsOf = (body = '') => [...body.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
  const loaded = new Set<string>();
  for (const [url, body] of bodies) {
    const ids = idsOf(body);
    t.same(ids.length, new Set(ids).size, url);
    for (const [, target = ''] of body.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      t.ok(/^[/#][^/]*/.test(target) && !target.startsWith('//'), `${url}: ${target} is of this service`);
      const [path = '', fragment] = target.split('#');
      const linked = path === '' ? body : bodies.get(path);
      if (linked === undefined) loaded.add(path);
      else if (fragment !== undefined) t.ok(idsOf(linked).includes(fragment), `${url}: ${target}`);
    }
  }
  for (const path of loaded) t.equal((await get(path)).statusCode, 200, path);
});

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isProblem = ajv.addSchema(document, 'document').compile({ $ref: 'document#/components/schemas/Problem' });

t.test('every problem is listed, and linked where it can come', async (t) => {
  const { get } = await openApp(t, { publish: null });
  const list = (await get('/problems')).body;
  const reference = (await get('/docs')).body;
  for (const [code, { title, status }] of Object.entries(problemKinds)) {
    t.match(list, `href="/problems/${code}"`);
    const page = (await get(`/problems/${code}`)).body;
    t.match(page, html`<h1>${title}</h1>`.text);
    t.match(page, `<code>${status}</code>`);
    const [example = ''] = codeOf(page, 'application/problem+json').values();
    t.ok(isProblem(JSON.parse(example)), `${code}: the example is one`);
    t.match(JSON.parse(example), { title, status, type: new RegExp(`[/#]${code}$`) });
    t.ok(page.includes(`<code>${JSON.parse(example).type}</code>`), `${code}: its type`);
  }
  t.match(reference, 'href="/problems/withdrawn"');
  t.equal((await get('/problems/no-such')).statusCode, 404);
  t.equal((await get('/docs/guides/no-such')).statusCode, 404);
});

t.test('what is announced is on a page, for those who have no checkout', async (t) => {
  const { get } = await openApp(t, { publish: null });
  const announced =
    '- `GET /v1/topics` deprecated true; Deprecation: 2026-12-01; Sunset: 2027-12-01; use `/v1/search`.';
  const page = writeChanges(`# Announced changes\n\nHow it is written.\n\n## Announced\n\n${announced}\n`);
  t.match(page, /<li><code>GET \/v1\/topics<\/code> deprecated true; .*Sunset: 2027-12-01; use <code>/);
  t.notMatch(page, 'How it is written');
  const committed = readFileSync(new URL('../../openapi/changes.md', import.meta.url), 'utf8');
  t.equal((await get('/docs/changes')).body, writeChanges(committed));
  t.match((await get('/docs/guides/stability')).body, 'href="/docs/changes"');
});

t.test('what is put into a page is text, not HTML', async (t) => {
  t.equal(
    html`<p title="${'"\'&'}">${['<b>', html`<i>${'&'}</i>`, undefined, 1]}</p>`.text,
    '<p title="&quot;&#39;&amp;">&lt;b&gt;<i>&amp;</i>1</p>',
  );
  t.equal(toHtml('<script>`<b>`</script>').text, '<p>&lt;script&gt;<code>&lt;b&gt;</code>&lt;/script&gt;</p>\n');
  t.notMatch(toHtml('[x](javascript:alert(1))').text, 'href');
});
