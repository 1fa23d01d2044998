import t from 'tap';
import { openQuestions } from '../support/open-questions.js';
import { openLibrary, SECRET } from './library.js';
import { listFaults } from './properties.js';
import type { FuzzedRequest } from './requests.js';

t.test('a 304 of a list has no Link, which the document does not promise', async (t) => {
  const { get } = await openQuestions(t, 3);
  const fresh = await get('/v1/questions?limit=1');
  t.match(fresh.headers.link, /rel="next"/);
  for (const tag of ['*', String(fresh.headers.etag)]) {
    const known = await get('/v1/questions?limit=1', { 'if-none-match': tag });
    t.equal(known.statusCode, 304);
    t.equal(known.headers.link, undefined);
  }
});

t.test('what was never published is answered as what nobody ever heard of', async (t) => {
  const { app, unpublished } = await openLibrary(t);
  const types = ['questions', 'answers', 'authors', 'topics', 'exercises', 'disclaimers'];
  const ask = async (type: string, name: string) => {
    const { statusCode, headers, body } = await app.inject(`/v1/${type}/${name}`);
    const { date, ...rest } = headers;
    const { instance, ...problem } = JSON.parse(body);
    return JSON.parse(JSON.stringify({ statusCode, rest, problem }).replaceAll(name, 'NAME'));
  };
  for (const type of types) {
    for (const name of unpublished) t.same(await ask(type, name), await ask(type, `z${name.slice(1)}`), name);
  }
  const found = await app.inject(`/v1/search?q=${SECRET}`);
  t.same(found.json().data, [], 'nor is it found');
});

t.test('the properties see what they are made to see', async (t) => {
  const { app } = await openQuestions(t, 1);
  const { statusCode: status, headers, rawPayload: body } = await app.inject('/v1/questions');
  const request: FuzzedRequest = { method: 'GET', target: '/v1/questions', headers: {}, isValid: true };
  const good = { method: 'GET', url: '/v1/questions', status, headers, body };
  t.same(listFaults(request, good), []);
  const leaking = Buffer.from(body.toString().replace('Question 1?', SECRET));
  t.match(listFaults(request, { ...good, body: leaking }), ['something unpublished was given out']);
  const link = { ...headers, 'x-link': SECRET };
  t.match(listFaults(request, { ...good, headers: link }).join(), /something unpublished was given out/);
  const { 'x-content-type-options': _, ...without } = headers;
  t.match(listFaults(request, { ...good, headers: without }), ['header x-content-type-options is undefined']);
  t.match(listFaults(request, { ...good, status: 500 }).join(), /the service failed/);
  t.match(listFaults({ ...request, faulty: 'limit' }, good), ['the faulty parameter limit was answered with 200']);
  t.match(listFaults({ ...request, isTampered: true }, good), ['a cursor that was tampered with was taken']);
});
