import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { type Answered, buildJudge } from './judge.js';

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const document = {
  paths: {
    '/v1/things/{name}': {
      get: {
        operationId: 'getThing',
        responses: {
          200: {
            headers: { ETag: { $ref: '#/components/headers/ETag' }, Age: { schema: { type: 'integer' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          304: { headers: { ETag: { $ref: '#/components/headers/ETag' } } },
          404: { content: problem },
        },
      },
    },
    '/v1/things/latest': { get: { operationId: 'getLatestThing', responses: { 204: {} } } },
  },
  components: {
    headers: { ETag: { required: true, schema: { type: 'string', pattern: '^W/' } } },
    schemas: {
      Thing: {
        type: 'object',
        required: ['made'],
        properties: { made: { type: 'string', format: 'date-time' }, part: { $ref: '#/components/schemas/Part' } },
      },
      Part: { type: 'object', properties: { size: { type: 'integer' } } },
      Problem: {
        type: 'object',
        required: ['type', 'status'],
        properties: { type: { type: 'string' }, status: { type: 'integer' } },
      },
    },
  },
};
const { judge, operationIds } = buildJudge(document);
const thing = { made: '2026-01-02T03:04:05.678Z', part: { size: 1 } };
const good: Answered = {
  method: 'GET',
  url: '/v1/things/one?revision=1',
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', etag: 'W/"1"', age: '3', 'content-length': '9' },
  body: JSON.stringify(thing),
};
const notFound: Answered = {
  method: 'GET',
  url: '/nowhere',
  status: 404,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'x', status: 404 }),
};

t.test('an answer that the document promises is accepted, and its operation known', async (t) => {
  const { etag, ...withoutTag } = good.headers;
  const promised: [string, Answered, string | undefined][] = [
    ['plain', good, 'getThing'],
    ['absolute address', { ...good, url: 'http://127.0.0.1:3000/v1/things/one' }, 'getThing'],
    [
      'gzip',
      { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' }, body: gzipSync(good.body) },
      'getThing',
    ],
    [
      'brotli',
      { ...good, headers: { ...good.headers, 'content-encoding': 'br' }, body: brotliCompressSync(good.body) },
      'getThing',
    ],
    ['HEAD', { ...good, method: 'HEAD', body: '' }, 'getThing'],
    ['304', { ...good, status: 304, headers: { etag }, body: '' }, 'getThing'],
    [
      'a fixed path before a template',
      { ...good, url: '/v1/things/latest', status: 204, headers: {}, body: '' },
      'getLatestThing',
    ],
    ['declared problem', { ...notFound, url: '/v1/things/two' }, 'getThing'],
    ['unknown path', notFound, undefined],
    [
      'wrong method',
      { ...notFound, method: 'POST', url: '/v1/things/one', status: 405, body: '{"type":"x","status":405}' },
      undefined,
    ],
    ['preflight', { ...good, method: 'OPTIONS', status: 204, headers: withoutTag, body: '' }, undefined],
    [
      'page for people',
      { ...good, url: '/docs/static/a.css', headers: { 'content-type': 'text/css' }, body: 'a{}' },
      undefined,
    ],
  ];
  for (const [name, answered, operationId] of promised) t.same(judge(answered), { operationId, faults: [] }, name);
  t.same([...operationIds].sort(), ['getLatestThing', 'getThing']);
});

t.test('an answer that the document does not promise is refused, with the reason', async (t) => {
  const withBody = (body: unknown) => ({ ...good, body: JSON.stringify(body) });
  const withHeaders = (headers: Answered['headers']) => ({ ...good, headers: { ...good.headers, ...headers } });
  const broken: [string, Answered, RegExp][] = [
    ['status', { ...good, status: 202 }, /getThing does not declare status 202/],
    ['path', { ...good, url: '/v1/other' }, /no operation of the document is GET \/v1\/other/],
    ['media type', withHeaders({ 'content-type': 'text/html' }), /media type text\/html is not declared/],
    ['missing header', withHeaders({ etag: undefined }), /header etag is required/],
    ['header value', withHeaders({ etag: '"strong"' }), /header etag must match pattern/],
    ['header type', withHeaders({ age: 'old' }), /header age must be integer/],
    ['undeclared header', withHeaders({ 'x-powered-by': 'chance' }), /header x-powered-by is not declared/],
    ['missing member', withBody({}), /body must have required property/],
    ['format', withBody({ made: 'yesterday' }), /body\/made must match format/],
    ['undocumented member', withBody({ ...thing, secret: 1 }), /must NOT have additional properties.*secret/],
    ['undocumented member within', withBody({ ...thing, part: { colour: 1 } }), /body\/part must NOT have additional/],
    ['body of a 304', { ...good, status: 304, headers: { etag: 'W/"1"' } }, /a body was sent/],
    ['body of HEAD', { ...good, method: 'HEAD' }, /a body was sent/],
    ['not JSON', { ...good, body: '<html>' }, /body must be object/],
    ['a problem that is none', { ...notFound, body: '{}' }, /must have required property/],
    ['a problem of another status', { ...notFound, status: 400 }, /body\/status is not the status/],
    ['a problem of another media type', { ...notFound, headers: {} }, /not application\/problem\+json/],
    ['500', { ...notFound, url: '/v1/things/one', status: 500 }, /does not declare status 500/],
  ];
  for (const [name, answered, reason] of broken) t.match(judge(answered).faults.join('\n'), reason, name);
});

t.test('a run fails when an operation never succeeded or an answer was at fault', async (t) => {
  const note = (operationId: string | null, status: number, ...faults: string[]) =>
    `${JSON.stringify({ operationId, status, faults })}\n`;
  const check = (notes: Record<string, string>) => {
    const folder = t.testdir({ 'openapi.json': JSON.stringify(document), run: notes });
    const script = fileURLToPath(new URL('check-coverage.mjs', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [script, `${folder}/openapi.json`, `${folder}/run`], {
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const complete = { '1.ndjson': note('getThing', 200), '2.ndjson': note('getLatestThing', 204) };
  t.same(check(complete), {
    status: 0,
    stdout: 'ok - 2 answers agree with the OpenAPI document, which has 2 operations\n',
  });
  t.same(check({ ...complete, '2.ndjson': note('getLatestThing', 404) }), {
    status: 1,
    stdout: 'not ok - no test saw operation getLatestThing succeed\n',
  });
  t.same(check({ ...complete, '3.ndjson': `${note(null, 404, 'GET /x: wrong')}{"oper` }), {
    status: 1,
    stdout: 'not ok - GET /x: wrong\n',
  });
});
