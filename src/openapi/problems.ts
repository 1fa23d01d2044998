import { type ProblemCode, ProblemError, problemKinds, toProblem } from '../problems.js';
import type { Problem } from '../schemas/problem.js';

type Sample = readonly [detail: string, extensions?: ProblemError['extensions']];

const CURSOR = 'This cursor was not made here for this path and these filters. Give `nextCursor` back as it is.';

/** What each says, once. */
const samples: Readonly<Record<ProblemCode, Sample>> = {
  'invalid-request': [
    'The parameter `limit` cannot be accepted; see `errors`.',
    { errors: [{ detail: 'Must be a whole number from 1 to 100.', code: 'range', parameter: 'limit' }] },
  ],
  'malformed-request': ['The address is not a valid path, or its percent-encoding is broken.'],
  'invalid-cursor': [CURSOR, { errors: [{ detail: CURSOR, parameter: 'cursor', code: 'cursor' }] }],
  'key-in-address': ['A key belongs in the `Authorization` header and never in an address, where logs keep it.'],
  'key-required': ['Send a key: `Authorization: Bearer so_live_…`.'],
  'invalid-key': ['The `Authorization` header holds no key that can be used.'],
  'insufficient-scope': ['The key lacks the scope `sync`.'],
  'not-found': ['No question of this name is published at this revision.'],
  'revision-not-found': ['The latest revision is 42.', { latestRevision: 42 }],
  'method-not-allowed': ['POST is not allowed here; GET, HEAD, OPTIONS are.'],
  'not-acceptable': ['Accept `identity`, `gzip` or `br`.'],
  'request-timeout': ['The request did not arrive in time.'],
  withdrawn: [
    'This answer was withdrawn (safety): delete or hide every copy of it.',
    { reason: 'safety', replacedBy: null },
  ],
  'revision-gone': [
    'Revision 3 is no longer kept: the oldest that can be read is 7, the latest 42.',
    { latestRevision: 42 },
  ],
  'sync-reset': [
    'The cursor is of a revision 43 that is not the one here. Ask again without a cursor.',
    { latestRevision: 42 },
  ],
  'content-too-large': ['The request body is too large.'],
  'uri-too-long': ['The address is too long.'],
  'unsupported-media-type': ['The body is of a media type that is not read here.'],
  'range-not-satisfiable': ['The file has 5120 bytes.'],
  'expectation-failed': ['Only the expectation 100-continue is met here.'],
  'quota-exceeded': ['The quota is used up: minute.', { 'violated-policies': ['minute'] }],
  'headers-too-large': ['The header block is too large.'],
  internal: ['Something failed here. Quote `instance` when you report it.'],
  overloaded: ['Too much is asked at once: try again.'],
  'replica-behind': ['This revision has not arrived here yet: try again.'],
  unavailable: ['The database does not answer. Try again later.'],
};

/** Which stands for its status; the first of the table elsewhere. */
const usual: Readonly<Record<string, ProblemCode>> = { 401: 'invalid-key', 503: 'unavailable' };
const codes = Object.keys(samples) as ProblemCode[];

/** What a problem looks like. */
export function writeProblemExample(code: ProblemCode): Problem {
  const [detail, extensions] = samples[code];
  return toProblem(new ProblemError(code, detail, extensions), 'urn:uuid:6f1b0a3c-52d7-4a8e-9d1f-3c7be2a40c55');
}

/** What a problem of this status looks like. */
export function findProblemExample(status: string): Problem | undefined {
  const code = usual[status] ?? codes.find((one) => String(problemKinds[one].status) === status);
  return code && writeProblemExample(code);
}
