import fc from 'fast-check';
import t, { type Test } from 'tap';
import { sayFailure } from './failure.js';
import { find } from './finds.js';
import { type Library, openLibrary } from './library.js';
import { listExposures, listFaults } from './properties.js';
import { brokenBytes, smuggled } from './raw-bytes.js';
import { buildRequests, type FuzzedRequest } from './requests.js';
import { converse, parseAnswers } from './wire.js';

const TOTAL = Math.ceil(Number(process.env.FUZZ_REQUESTS ?? 20_000) / 40);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_101);
t.setTimeout(60_000 + TOTAL * 100);

async function holds<T>(t: Test, values: fc.Arbitrary<T>, predicate: (value: T) => Promise<void>, runs = TOTAL) {
  const outcome = await fc.check(fc.asyncProperty(values, predicate), { numRuns: runs, seed: SEED });
  t.notOk(outcome.failed, outcome.failed ? sayFailure(outcome) : `${runs} runs`);
}

async function listen(t: Test): Promise<Library & { origin: string }> {
  const library = await openLibrary(t);
  return { ...library, origin: await library.app.listen({ host: '127.0.0.1', port: 0 }) };
}

const nothing: FuzzedRequest = { method: 'GET', target: '/nowhere', headers: {}, isValid: false };
const own = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'expect']);

function toBytes({ method, target, headers }: FuzzedRequest, isLast: boolean): Buffer {
  const lines = Object.entries(headers)
    .filter(([name, value]) => !own.has(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const end = isLast ? 'connection: close\r\n\r\n' : '\r\n';
  return Buffer.from(`${method} ${target} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}${end}`, 'latin1');
}

function split(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  return [0, ...places].map((place, index) => bytes.subarray(place, places[index] ?? bytes.length));
}

t.test(
  'requests in one pipeline, cut anywhere, are answered in their order, each as the document promises',
  async (t) => {
    const { origin, ...library } = await listen(t);
    const finds = await find(library);
    const batches = fc.tuple(
      fc.array(buildRequests({ ...library, finds }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 5 }),
    );
    await holds(t, batches, async ([requests, cuts]) => {
      const bytes = Buffer.concat(requests.map((request, index) => toBytes(request, index === requests.length - 1)));
      const answers = parseAnswers(
        await converse(origin, split(bytes, cuts), 'listen'),
        requests.map(({ method }) => method),
      );
      for (const [index, answer] of answers.entries()) {
        const request = requests[index];
        if (!request) throw new Error('more answers than requests');
        const { method, target: url } = request;
        const faults = listFaults(request, { method, url, ...answer }, library.authorizations);
        if (faults.length > 0) throw new Error(`${method} ${url} → ${answer.status}\n  ${faults.join('\n  ')}`);
      }
      const isCutShort = answers.length < requests.length && answers.at(-1)?.headers.connection !== 'close';
      if (isCutShort || answers.length === 0) throw new Error(`${requests.length} requests, ${answers.length} answers`);
    });
    t.equal((await fetch(`${origin}/livez`)).status, 200, 'and the service lives');
  },
);

t.test('bytes that are hardly HTTP are refused in the one shape, or the connection ends', async (t) => {
  const { origin } = await listen(t);
  await holds(t, fc.tuple(brokenBytes, fc.array(fc.nat(), { maxLength: 4 })), async ([bytes, cuts]) => {
    const came = await converse(origin, split(bytes, cuts), 'end');
    for (const { status, headers, body } of parseAnswers(came, [])) {
      const answered = { method: 'GET', url: '/nowhere', status, headers, body };
      const faults = status < 400 ? listExposures(answered) : listFaults(nothing, answered);
      if (faults.length > 0) throw new Error(`${status}: ${faults.join('\n  ')}`);
    }
  });
  t.equal((await fetch(`${origin}/livez`)).status, 200, 'and the service lives');
});

t.test('a request within the content of another is never answered', async (t) => {
  const { origin } = await listen(t);
  for (const [title, bytes] of smuggled) {
    const answers = parseAnswers(await converse(origin, [Buffer.from(bytes, 'latin1')], 'listen'), []);
    t.equal(answers.length, 1, `${title}: one answer`);
    const [{ status = 0, headers = {} } = {}] = answers;
    t.ok(status >= 400 && status < 500, `${title}: ${status}`);
    t.equal(headers.connection, 'close', `${title}: and the connection ends`);
  }
});
