import { inspect } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { find } from './finds.js';
import { openLibrary } from './library.js';
import { operations } from './operations.js';
import { listFaults } from './properties.js';
import { buildRequests, type FuzzedRequest } from './requests.js';

const TOTAL = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_101);
const SLOWEST_PERCENTILE_MILLISECONDS = 250;
t.setTimeout(60_000 + TOTAL * 20);

t.test(`${TOTAL} requests of every kind get what the document promises, from seed ${SEED}`, async (t) => {
  const library = await openLibrary(t);
  const finds = await find(library);
  const requests = buildRequests({ ...library, finds });
  const seen = new Map<string, number>();
  const took: number[] = [];

  const isAnsweredWell = async (request: FuzzedRequest) => {
    const { method, target, headers, body } = request;
    const sent = toSent(target);
    if (sent === undefined) return;
    const start = performance.now();
    const options = { method: method as 'GET', url: sent, headers, ...(body !== undefined && { payload: body }) };
    const { statusCode: status, headers: given, rawPayload } = await library.app.inject(options);
    took.push(performance.now() - start);
    const answered = { method, url: sent, status, headers: given, body: rawPayload };
    const faults = listFaults(request, answered);
    if (faults.length > 0) throw new Error(`${method} ${sent} → ${status}\n  ${faults.join('\n  ')}`);
    seen.set(String(status), (seen.get(String(status)) ?? 0) + 1);
    const operation = operations.find((o) => toPattern(o.template).test(sent.split('?')[0] ?? ''));
    if (operation && status === 200) seen.set(operation.operationId, 1);
  };
  const outcome = await fc.check(fc.asyncProperty(requests, isAnsweredWell), { numRuns: TOTAL, seed: SEED });
  t.notOk(outcome.failed, outcome.failed ? inspect(outcome, { depth: 4 }).slice(0, 4000) : 'no request found a fault');

  const slow = took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
  t.ok(slow < SLOWEST_PERCENTILE_MILLISECONDS, `99 of 100 within ${slow.toFixed(1)} ms`);
  t.comment(
    [...seen]
      .filter(([status]) => /^\d/.test(status))
      .sort()
      .map((entry) => entry.join(': '))
      .join(', '),
  );
  if (outcome.failed || TOTAL < 10_000) return;
  const due = ['200', '204', '206', '304', '308', '400', '404', '405', '406', '410', '414', '416'];
  for (const status of due) t.ok(seen.has(status), `some were answered with ${status}`);
  const silent = new Set(['getSecurityTxt']);
  for (const { operationId } of operations) {
    if (!silent.has(operationId)) t.ok(seen.has(operationId), `${operationId} succeeded`);
  }
});

/** The target that light-my-request makes of an address; undefined when it makes none. */
function toSent(target: string): string | undefined {
  const address = target.startsWith('//') ? `http://localhost${target}` : target;
  if (!URL.canParse(address, 'http://localhost')) return undefined;
  const { pathname, search } = new URL(address, 'http://localhost');
  return `${pathname}${search}`;
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
