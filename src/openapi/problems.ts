import { ProblemError, toProblem } from '../problems.js';
import type { Problem } from '../schemas/problem.js';

const samples: Readonly<Record<string, ProblemError>> = {
  400: new ProblemError('invalid-request', 'The parameter `limit` cannot be accepted; see `errors`.', {
    errors: [{ detail: 'Must be a whole number from 1 to 100.', code: 'range', parameter: 'limit' }],
  }),
  401: new ProblemError('invalid-key', 'The `Authorization` header holds no key that can be used.'),
  403: new ProblemError('insufficient-scope', 'The key lacks the scope `sync`.'),
  404: new ProblemError('not-found', 'No question of this name is published at this revision.'),
  406: new ProblemError('not-acceptable', 'Accept `identity`, `gzip` or `br`.'),
  410: new ProblemError('withdrawn', 'This answer was withdrawn (safety): delete or hide every copy of it.', {
    reason: 'safety',
    replacedBy: null,
  }),
  414: new ProblemError('uri-too-long', 'The address is too long.'),
  416: new ProblemError('range-not-satisfiable', 'The file has 5120 bytes.'),
  429: new ProblemError('quota-exceeded', 'The quota is used up: minute.', { 'violated-policies': ['minute'] }),
  431: new ProblemError('headers-too-large', 'The header block is too large.'),
  500: new ProblemError('internal', 'Something failed here. Quote `instance` when you report it.'),
  503: new ProblemError('unavailable', 'The database does not answer. Try again later.'),
};

/** What a problem of this status looks like. */
export function findProblemExample(status: string): Problem | undefined {
  const sample = samples[status];
  return sample && toProblem(sample, 'urn:uuid:6f1b0a3c-52d7-4a8e-9d1f-3c7be2a40c55');
}
