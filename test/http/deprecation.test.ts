import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import t from 'tap';
import { readAnnouncements } from '../../scripts/contract/announcements.js';
import { announceDeprecations } from '../../src/http/deprecation.js';
import { addDeprecations, deprecations } from '../../src/openapi/deprecations.js';
import type { Document } from '../../src/openapi/document.js';
import { openApp } from '../support/app.js';

const notice = { since: '2026-12-01', sunset: '2027-12-01', link: 'https://second-opinion.dev/changes' };

t.test('a deprecated operation says since when, until when and what instead; another says nothing', async (t) => {
  const used: string[] = [];
  const app = Fastify();
  t.teardown(() => app.close());
  announceDeprecations(app, { listOld: notice }, (operationId, { url }) => used.push(`${operationId} ${url}`));
  app.register(async (inner) => {
    inner.get('/old', { schema: { operationId: 'listOld' } }, (_request, reply) =>
      reply.header('link', '</old?cursor=x>; rel="next"').send('old'),
    );
    inner.get('/gone', { schema: { operationId: 'listOld' } }, (_request, reply) => reply.code(410).send('gone'));
    inner.get('/new', { schema: { operationId: 'listNew' } }, async () => 'new');
  });

  const old = await app.inject('/old');
  t.equal(old.body, 'old');
  t.match(old.headers, {
    deprecation: '@1796083200',
    sunset: 'Wed, 01 Dec 2027 00:00:00 GMT',
    link: '</old?cursor=x>; rel="next", <https://second-opinion.dev/changes>; rel="deprecation"',
  });
  const guide = readFileSync(new URL('../../docs/guides/stability.md', import.meta.url), 'utf8');
  for (const [name, value] of [
    ['Deprecation', old.headers.deprecation],
    ['Sunset', old.headers.sunset],
  ]) {
    t.ok(guide.includes(`\n${name}: ${value}\n`), `the guide shows ${name} as it is sent`);
  }
  const gone = await app.inject('/gone');
  t.match(gone.headers, {
    deprecation: '@1796083200',
    link: '<https://second-opinion.dev/changes>; rel="deprecation"',
  });
  const fresh = await app.inject('/new');
  for (const name of ['deprecation', 'sunset', 'link']) t.notOk(fresh.headers[name], name);
  t.same(used, ['listOld /old', 'listOld /gone']);
});

t.test('the document marks a deprecated operation and declares the headers', async (t) => {
  const operation = (operationId: string) => ({ operationId, responses: { 200: { description: 'It.', headers: {} } } });
  const document: Document = {
    openapi: '3.1.1',
    paths: { '/old': { get: operation('listOld') }, '/new': { get: operation('listNew') } },
    components: { schemas: {} },
  };
  addDeprecations(document, { listOld: notice });
  t.match(document.paths['/old']?.get, {
    deprecated: true,
    responses: { 200: { headers: { Deprecation: {}, Sunset: {}, Link: {} } } },
  });
  t.same(document.paths['/new']?.get, operation('listNew'));
});

t.test('a page of another origin may read every header that the document promises', async (t) => {
  const { get } = await openApp(t, { publish: null, deprecated: { listTopics: notice } });
  const { headers, json } = await get('/v1/openapi.json');
  const exposed = String(headers['access-control-expose-headers']).split(', ');
  // By the Fetch standard these need not be named; the last two are for the browser itself.
  const safelisted = ['Cache-Control', 'Content-Length', 'Content-Type', 'Access-Control-Allow-Origin', 'Vary'];
  const promised = Object.keys(json().components.headers);
  for (const name of ['Deprecation', 'Sunset', 'ETag', 'RateLimit']) t.ok(promised.includes(name), name);
  t.same(
    promised.filter((name) => !exposed.includes(name) && !safelisted.includes(name)),
    [],
  );
});

t.test('every deprecation was announced with the same dates', async (t) => {
  const page = readFileSync(new URL('../../openapi/changes.md', import.meta.url), 'utf8');
  const { announcements, faults } = readAnnouncements(page);
  t.same(faults, []);
  const announced = announcements
    .filter(({ rule }) => rule === 'deprecated')
    .map((one) => `${one.deprecation} ${one.sunset}`);
  for (const { since, sunset } of Object.values(deprecations)) t.ok(announced.includes(`${since} ${sunset}`));
});
