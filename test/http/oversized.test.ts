import t from 'tap';
import { exchange, parseAnswer } from '../support/exchange.js';
import { openQuestions } from '../support/open-questions.js';

const close = 'Connection: close\r\n';
const table: readonly (readonly [title: string, bytes: string, status: number])[] = [
  [
    'an address of 4,096 characters',
    `GET /v1/search?q=${'x'.repeat(4096 - 13)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    400,
  ],
  ['an address of 4,097', `GET /v1/search?q=${'x'.repeat(4097 - 13)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 414],
  ['an address of 100,000', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
  ['a segment of 128', `GET /v1/questions/${'x'.repeat(128)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 404],
  ['a segment of 129', `GET /v1/questions/${'x'.repeat(129)} HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 414],
  ['a header of 15,000 bytes', `GET /livez HTTP/1.1\r\nHost: x\r\n${close}X: ${'x'.repeat(15_000)}\r\n\r\n`, 200],
  ['a header of 17,000', `GET /livez HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
  ['1,000 headers', `GET /livez HTTP/1.1\r\nHost: x\r\n${close}${'a: b\r\n'.repeat(1000)}\r\n`, 200],
  ['20,000 headers', `GET /livez HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(20_000)}\r\n`, 431],
  ['1,000 parameters', `GET /v1/questions?${'a&'.repeat(1000)}a HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 400],
  ['1,000 entity tags', `GET /v1 HTTP/1.1\r\nHost: x\r\n${close}If-None-Match: ${'"a",'.repeat(1000)}"b"\r\n\r\n`, 200],
  ['1,000 codings', `GET /v1 HTTP/1.1\r\nHost: x\r\n${close}Accept-Encoding: ${'x;q=1,'.repeat(1000)}br\r\n\r\n`, 200],
  ['a body of 8 MB', `POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n${'x'.repeat(1000)}`, 405],
  [
    'a chunk extension of 20,000',
    `POST /v1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
    405,
  ],
];

for (const [title, bytes, status] of table) {
  t.test(`${title}: ${status}, at once`, async (t) => {
    const { listen } = await openQuestions(t, 1);
    const origin = await listen();
    const start = performance.now();
    const answer = parseAnswer(await exchange(origin, bytes));
    t.equal(answer.status, status);
    t.ok(performance.now() - start < 5000);
    if (status >= 400) t.match(answer.headers['content-type'], 'application/problem+json');
  });
}
