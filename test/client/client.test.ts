import t from 'tap';
import { createClient, dataOf, ServiceError } from '../../src/client/index.js';
import { openApp } from '../support/app.js';

const slug = 'is-it-normal-to-have-knee-pain-after-running';
const path = { slug };

/** A client of the real service, and the statuses that came over the network. */
async function open(t: Parameters<typeof openApp>[0], cache?: number) {
  const app = await openApp(t);
  const statuses: number[] = [];
  const fetch = async (request: Request) => {
    const response = await globalThis.fetch(request);
    statuses.push(response.status);
    return response;
  };
  const baseUrl = await app.listen();
  return { app, statuses, client: createClient({ baseUrl, fetch, ...(cache === undefined ? {} : { cache }) }) };
}

t.test('an article is read with its types, and not sent again while it stays the same', async (t) => {
  const { client, statuses, app } = await open(t);
  const first = await dataOf(client.GET('/v1/questions/{slug}', { params: { path } }));
  const second = await dataOf(client.GET('/v1/questions/{slug}', { params: { path } }));
  t.same(statuses, [200, 304]);
  t.same(second, first);
  t.equal(first.answers[1]?.attribution.kind, 'named');
  t.same(first, (await app.get(`/v1/questions/${slug}`)).json());
  const other = await client.GET('/v1/questions', { params: { query: { limit: 1 } } });
  t.equal(other.response.status, 200);
});

t.test('a client that is to remember nothing asks anew', async (t) => {
  const { client, statuses } = await open(t, 0);
  await dataOf(client.GET('/v1/questions/{slug}', { params: { path } }));
  await dataOf(client.GET('/v1/questions/{slug}', { params: { path } }));
  t.same(statuses, [200, 200]);
});

t.test('whoever sends a tag of their own gets the 304 they asked for', async (t) => {
  const { client } = await open(t);
  const { response } = await client.GET('/v1/questions/{slug}', { params: { path } });
  const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
  const again = await client.GET('/v1/questions/{slug}', { params: { path }, headers });
  t.equal(again.response.status, 304);
});

t.test('a problem is an error with its type', async (t) => {
  const { client } = await open(t);
  const read = dataOf(client.GET('/v1/questions/{slug}', { params: { path: { slug: 'unknown' } } }));
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  t.ok(error instanceof ServiceError);
  t.match(error, { status: 404, code: 'not-found', problem: { title: 'Nothing is here' } });
});

t.test('the longest unused answers are forgotten first', async (t) => {
  const bodies = new Map(['a', 'b', 'c'].map((name) => [name, JSON.stringify({ name, words: 'x'.repeat(300) })]));
  const asked: string[] = [];
  const client = createClient({
    baseUrl: 'https://api.example.org',
    cache: 800,
    fetch: async (request) => {
      const name = request.url.at(-1) ?? '';
      const known = request.headers.get('if-none-match');
      asked.push(`${name}${known ?? ''}`);
      const headers = { etag: `W/"${name}"`, 'content-type': 'application/json' };
      return known === null
        ? new Response(bodies.get(name) ?? '', { headers })
        : new Response(null, { status: 304, headers });
    },
  });
  for (const slug of ['a', 'b', 'a', 'c', 'a', 'b']) {
    const data = await dataOf(client.GET('/v1/questions/{slug}', { params: { path: { slug } } }));
    t.match(data, { name: slug });
  }
  t.same(asked, ['a', 'b', 'aW/"a"', 'c', 'aW/"a"', 'b']);
});
