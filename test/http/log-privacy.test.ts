import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import t from 'tap';
import { exchange } from '../support/exchange.js';
import { openQuestions } from '../support/open-questions.js';

/** What would tell of a reader: who, from where, with which key, about what. */
const SECRET = 'haemorrhoids';
const addresses = ['203.0.113.77', '2001:db8:1234:5678:9abc:def0:1234:5678', '198.51.100.23'];
const identifying = [
  ['authorization', `Bearer ${SECRET}`],
  ['authorization', `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`],
  ['cookie', `session=${SECRET}`],
  ['referer', `https://example.org/${SECRET}`],
  ['user-agent', SECRET],
  ['origin', `https://${SECRET}.example`],
  ['if-none-match', `"${SECRET}"`],
  ['traceparent', `00-${SECRET}-01`],
  ['accept-encoding', `${SECRET}, identity;q=0`],
  ['range', `bytes=${SECRET}`],
] as const;
const targets = [
  ...[`/v1/search?q=${SECRET}`, `/v1/search?q=question&locale=${SECRET}`, `/v1/questions?topic=${SECRET}`],
  ...[`/v1/questions/${SECRET}`, `/v1/questions/${SECRET}/answers`, `/${SECRET}`, `/v1/questions?cursor=${SECRET}`],
  ...[`/v1/questions?${SECRET}=1`, `/v1/questions/%zz?q=${SECRET}`, `/v1/questions/${SECRET.repeat(20)}`],
  ...[
    `/docs/static/${SECRET}`,
    `/problems/${SECRET}`,
    `/v1/snapshots/1/${SECRET}`,
    `http://${SECRET}/v1`,
    '/v1',
    '/livez',
  ],
];

t.test('a busy log, at its most talkative, tells nothing that identifies a reader or what was read', async (t) => {
  const lines = new PassThrough();
  const said = text(lines);
  const settings = { TRUSTED_PROXIES: '127.0.0.1' };
  const { app, store } = await openQuestions(t, 2, { logger: pino({ level: 'trace' }, lines), settings });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  let count = 0;
  const askAll = async () => {
    for (const [at, target] of targets.entries()) {
      for (const [name, value] of identifying) {
        const from = addresses[(at + count) % addresses.length];
        const head = `${count % 5 === 4 ? 'POST' : 'GET'} ${target} HTTP/1.1\r\nHost: ${SECRET}.example\r\n`;
        await exchange(origin, `${head}${name}: ${value}\r\nX-Forwarded-For: ${from}\r\nConnection: close\r\n\r\n`);
        count += 1;
      }
    }
  };
  await askAll();
  for (const broken of [
    `${SECRET}\r\n\r\n`,
    `GET /${SECRET} HTTP/9\r\n\r\n`,
    `GET /v1 HTTP/1.1\r\n${SECRET}: \0\r\n\r\n`,
  ]) {
    await exchange(origin, broken);
  }
  // Failures are logged with their reasons.
  await store.close();
  await askAll();
  lines.end();

  const log = await said;
  // The digits of a random UUID may happen to be those of an address.
  const lower = log.toLowerCase().replaceAll(/urn:uuid:[0-9a-f-]{36}/g, '');
  t.ok(log.split('\n').length > count / 2, `${count} requests, ${log.split('\n').length} lines`);
  t.match(log, /"level":50/, 'failures among them');
  const hidden = [SECRET, SECRET.slice(0, 8), 'bearer', 'basic', 'session=', 'question-1', '9abc', ...addresses];
  for (const word of [...hidden, Buffer.from(`me:${SECRET}`).toString('base64').toLowerCase()]) {
    t.notOk(lower.includes(word), `never ${word}`);
  }
});
