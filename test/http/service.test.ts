import t from 'tap';
import { parse } from 'yaml';
import { problemKinds } from '../../src/problems.js';
import { openApp } from '../support/app.js';
import { openQuestions } from '../support/open-questions.js';

t.test('the root says what is current and where to go on, and every link leads somewhere', async (t) => {
  const { get, store } = await openQuestions(t, 2);
  const { revision, publishedAt, count, setDigest } = store.latest();
  const answer = await get('/v1');
  const body: { latest: unknown; links: Record<string, string> } = answer.json();
  t.same(body.latest, { revision, publishedAt: new Date(publishedAt).toISOString(), count, setDigest });
  t.equal(answer.headers['cache-control'], 'public, max-age=5, stale-while-revalidate=30');
  for (const link of Object.values(body.links)) {
    // None is built yet.
    const due = link === '/v1/snapshots/latest' ? 404 : 200;
    t.equal((await get(link === '/v1/search' ? `${link}?q=knee` : link)).statusCode, due, link);
  }
});

t.test('what is current is told in few bytes', async (t) => {
  const { get, store } = await openQuestions(t, 2);
  const answer = await get('/v1/revisions/latest');
  t.match(answer.json(), { revision: 1, count: store.latest().count, setDigest: store.latest().setDigest });
  t.ok(answer.rawPayload.length < 250);
  t.equal(answer.headers['cache-control'], 'public, max-age=5, stale-while-revalidate=30');
});

t.test('before the first publish the latest revision is 0', async (t) => {
  const { get } = await openApp(t, { publish: null });
  t.match((await get('/v1/revisions/latest')).json(), { revision: 0, publishedAt: null, count: 0 });
  t.match((await get('/v1')).json(), { latest: { revision: 0, publishedAt: null } });
});

t.test('the process lives, and is ready while its store answers', async (t) => {
  const { get, store } = await openQuestions(t, 1);
  for (const url of ['/livez', '/readyz']) {
    const answer = await get(url);
    t.same([answer.statusCode, answer.json(), answer.headers['cache-control']], [200, { status: 'ok' }, 'no-store']);
  }
  await store.close();
  t.equal((await get('/livez')).statusCode, 200);
  const answer = await get('/readyz');
  t.equal(answer.statusCode, 503);
  t.equal(answer.headers['retry-after'], '1');
  t.match(answer.json().type, /unavailable$/);
});

t.test('the document is served as JSON and as YAML, and both are the same', async (t) => {
  const { get } = await openApp(t, { publish: null });
  const json = await get('/v1/openapi.json');
  const yaml = await get('/v1/openapi.yaml');
  t.match(json.json(), { openapi: /^3\.1/ });
  t.equal(json.headers['content-type'], 'application/json');
  t.equal(yaml.headers['content-type'], 'application/yaml');
  t.same(parse(yaml.payload, { maxAliasCount: -1 }), json.json());
  t.equal((await get('/v1/openapi.json', { 'if-none-match': String(json.headers.etag) })).statusCode, 304);
});

t.test('the catalogue names the API and its descriptions, and each is there', async (t) => {
  const { get } = await openApp(t, { publish: null, settings: { PUBLIC_URL: 'https://api.example.org' } });
  const answer = await get('/.well-known/api-catalog');
  t.match(
    answer.headers['content-type'],
    /^application\/linkset\+json; profile="https:\/\/www\.rfc-editor\.org\/info\/rfc9727"$/,
  );
  t.equal(answer.headers.link, '<https://api.example.org/.well-known/api-catalog>; rel="api-catalog"');
  const [entry] = answer.json().linkset;
  t.equal(entry.anchor, 'https://api.example.org/v1');
  for (const { href, type } of [...entry['service-desc'], ...entry['service-doc'], ...entry.status]) {
    const found = await get(new URL(href).pathname);
    t.equal(found.statusCode, 200, href);
    t.ok(String(found.headers['content-type']).startsWith(type), type);
  }
});

t.test('the security contact is told where there is one', async (t) => {
  const without = await openApp(t, { publish: null });
  t.equal((await without.get('/.well-known/security.txt')).statusCode, 404);
});

t.test('the security contact is told as RFC 9116 has it', async (t) => {
  const settings = {
    PUBLIC_URL: 'https://api.example.org',
    SECURITY_CONTACT: 'mailto:security@example.org',
    SECURITY_EXPIRES: '2027-01-01T00:00:00Z',
  };
  const { get } = await openApp(t, { publish: null, settings });
  const answer = await get('/.well-known/security.txt');
  t.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  t.equal(
    answer.payload,
    'Contact: mailto:security@example.org\nExpires: 2027-01-01T00:00:00.000Z\nCanonical: https://api.example.org/.well-known/security.txt\n',
  );
});

t.test('every type of problem has a page', async (t) => {
  const { get } = await openApp(t, { publish: null });
  for (const [code, { title }] of Object.entries(problemKinds)) {
    const answer = await get(`/problems/${code}`);
    t.equal(answer.statusCode, 200, code);
    t.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    t.ok(answer.payload.includes(`<h1>${title}</h1>`));
  }
  for (const name of ['none', 'toString', '__proto__']) t.equal((await get(`/problems/${name}`)).statusCode, 404, name);
});

t.test('the reference page loads its own files and nothing from elsewhere', async (t) => {
  const { get } = await openApp(t, { publish: null });
  const page = await get('/docs');
  t.equal(page.statusCode, 200);
  t.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self';/);
  const sources = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, source]) => source ?? []);
  t.ok(sources.length >= 5);
  for (const source of new Set(sources)) {
    t.match(source, /^(?:\/(?!\/)|#)/, 'of this service');
    if (source.startsWith('/')) t.equal((await get(source)).statusCode, 200, source);
  }
});
