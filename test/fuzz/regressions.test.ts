import t from 'tap';
import { makeKeyText } from '../../src/keys/text.js';
import { openQuestions } from '../support/open-questions.js';
import { openLibrary, SECRET } from './library.js';
import { listFaults } from './properties.js';
import type { FuzzedRequest } from './requests.js';
import { converse, parseAnswers } from './wire.js';

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

t.test('what is wrong with a request of a pipeline is told after the answers to those before it', async (t) => {
  const { listen } = await openQuestions(t, 1);
  const origin = await listen();
  const good = 'HEAD /v1/questions HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/topics HTTP/1.1\r\nHost: x\r\n\r\n';
  for (const [broken, status] of [
    [`GET /v1 HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET /v1 HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['nonsense\r\n\r\n', 400],
  ] as const) {
    for (const pieces of [[good + broken], [good, broken], [good, broken, broken]]) {
      const sent = pieces.map((piece) => Buffer.from(piece));
      const answers = parseAnswers(await converse(origin, sent, 'listen'), ['HEAD', 'GET']);
      t.same(
        answers.map((answer) => answer.status),
        [200, 200, status],
      );
    }
  }
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
  t.match(listFaults({ ...request, isMisnamed: true }, good), ['something was found under what is no name']);
  const text = makeKeyText();
  const keyed = { ...request, headers: { authorization: `Bearer ${text}` } };
  const kinds = (usable: string[], unusable: string[]) => ({ usable, unusable });
  const only = `Bearer ${text}`;
  t.same(listFaults(keyed, good, kinds([only], [])), []);
  t.match(listFaults(keyed, good, kinds([], [only])), ['a key that cannot be used was taken']);
  t.match(listFaults(keyed, { ...good, status: 401 }, kinds([only], [])).join(), /a key that is good was refused/);
  t.match(listFaults({ ...request, target: `/v1/questions?q=${text}` }, good), ['a key in an address was taken']);
  const telling = Buffer.from(body.toString().replace('Question 1?', text));
  t.match(listFaults(keyed, { ...good, body: telling }, kinds([only], [])), ['a key was given out']);
});
