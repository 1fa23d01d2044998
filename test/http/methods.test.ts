import { METHODS } from 'node:http';
import t from 'tap';
import { exchange, parseAnswer } from '../support/exchange.js';
import { openQuestions } from '../support/open-questions.js';

t.test('every other method: 405 with Allow where something can be read, 404 elsewhere', async (t) => {
  const { listen } = await openQuestions(t, 1);
  const origin = await listen();
  for (const method of METHODS.filter((name) => !['GET', 'HEAD', 'OPTIONS', 'CONNECT'].includes(name))) {
    for (const [path, status] of [
      ['/v1/questions/question-1', 405],
      ['/v1', 405],
      ['/livez', 405],
      ['/none', 404],
    ] as const) {
      const sent = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      const answer = parseAnswer(await exchange(origin, sent));
      t.equal(answer.status, status, `${method} ${path}`);
      t.equal(answer.headers.allow, status === 405 ? 'GET, HEAD, OPTIONS' : undefined);
    }
  }
});

t.test('OPTIONS says what is allowed', async (t) => {
  const { request } = await openQuestions(t, 1);
  const answer = await request({ method: 'OPTIONS', url: '/v1/questions' });
  t.equal(answer.statusCode, 204);
  t.equal(answer.payload, '');
  t.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
  t.equal((await request({ method: 'OPTIONS', url: '/none' })).statusCode, 404);
});

t.test('OPTIONS * is of the service as a whole', async (t) => {
  const { listen } = await openQuestions(t, 1);
  const answer = parseAnswer(
    await exchange(await listen(), 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
  );
  t.equal(answer.status, 204);
  t.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
});

t.test('a browser of any origin may ask, with any header, at any address', async (t) => {
  const { request } = await openQuestions(t, 1);
  for (const url of ['/v1/questions', '/v1/questions/none', '/none']) {
    const headers = {
      origin: 'https://example.org',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    };
    const answer = await request({ method: 'OPTIONS', url, headers });
    t.equal(answer.statusCode, 204);
    t.match(answer.headers, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': '*, Authorization',
      'access-control-max-age': '86400',
    });
    t.notOk('vary' in answer.headers);
  }
});

t.test('old and odd clients are served', async (t) => {
  const { listen } = await openQuestions(t, 1);
  const origin = await listen();
  const requests = {
    'HTTP/1.0': 'GET /v1 HTTP/1.0\r\n\r\n',
    'an absolute address': 'GET http://elsewhere.example/v1?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'Expect: 100-continue': 'GET /v1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    'an upgrade that is not taken': 'GET /v1 HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n',
    'Accept that excludes JSON': 'GET /v1 HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n',
    'a Content-Type without content':
      'GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/x\r\nConnection: close\r\n\r\n',
  };
  for (const [title, sent] of Object.entries(requests)) {
    const text = (await exchange(origin, sent)).replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '');
    t.equal(parseAnswer(text).status, sent.includes('?x') ? 400 : 200, title);
  }
});
