import { Agent } from 'node:http';
import fc from 'fast-check';
import t from 'tap';
import { sayFailure } from './failure.js';
import { find } from './finds.js';
import { openLibrary } from './library.js';
import { operations } from './operations.js';
import { listFaults } from './properties.js';
import { buildRequests, type FuzzedRequest } from './requests.js';
import { routes, type Way, wire } from './ways.js';

const TOTAL = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_101);
const SLOWEST_PERCENTILE_MILLISECONDS = 250;
t.setTimeout(60_000 + TOTAL * 20);

t.test(`${TOTAL} requests of every kind get what the document promises, from seed ${SEED}`, async (t) => {
  const library = await openLibrary(t);
  const finds = await find(library);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const origin = await library.app.listen({ host: '127.0.0.1', port: 0 });
  const ways: Readonly<Record<string, Way>> = {
    'the routes': routes(library.app),
    'a connection': wire(origin, agent),
  };
  const requests = fc.tuple(buildRequests({ ...library, finds }), fc.constantFrom(...Object.keys(ways)));
  const seen = new Map<string, number>();
  const took: number[] = [];
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);

  const isAnsweredWell = async ([request, name]: readonly [FuzzedRequest, string]) => {
    const start = performance.now();
    const answering = ways[name]?.(request);
    // A request that cannot go this way is none: another takes its place.
    if (answering === undefined) return fc.pre(false);
    const answered = await answering;
    took.push(performance.now() - start);
    const { method, url, status } = answered;
    const faults = listFaults(request, answered, library.authorizations);
    if (faults.length > 0) throw new Error(`${method} ${url} → ${status} by ${name}\n  ${faults.join('\n  ')}`);
    for (const what of [name, method, String(status), ...(request.body === undefined ? [] : ['a body'])]) count(what);
    const operation = operations.find((o) => toPattern(o.template).test(url.split('?')[0] ?? ''));
    if (operation && status === 200) count(operation.operationId);
  };
  const outcome = await fc.check(fc.asyncProperty(requests, isAnsweredWell), { numRuns: TOTAL, seed: SEED });
  t.notOk(outcome.failed, outcome.failed ? sayFailure(outcome) : 'no request found a fault');

  const slow = took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
  t.ok(slow < SLOWEST_PERCENTILE_MILLISECONDS, `99 of 100 within ${slow.toFixed(1)} ms`);
  t.comment(
    [...seen]
      .map((entry) => entry.join(': '))
      .sort()
      .join(', '),
  );
  if (outcome.failed) return;
  t.equal(took.length, TOTAL, `${took.length} requests were answered`);
  if (TOTAL < 10_000) return;
  for (const name of Object.keys(ways)) t.ok((seen.get(name) ?? 0) > TOTAL / 4, `${seen.get(name)} by ${name}`);
  const due = ['200', '204', '206', '304', '308', '400', '401', '403', '404', '405', '406', '410', '414', '416'];
  const kinds = [...due, 'HEAD', 'POST', 'PURGE', 'a body'];
  for (const what of kinds) t.ok(seen.has(what), `some had ${what}`);
  const silent = new Set(['getSecurityTxt']);
  for (const { operationId } of operations) {
    if (!silent.has(operationId)) t.ok(seen.has(operationId), `${operationId} succeeded`);
  }
});

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
