import type { FastifyRequest } from 'fastify';
import { keyLike } from '../keys/text.js';
import { ProblemError } from '../problems.js';
import { readParameters, splitTarget } from './target.js';

const names = new Set(['api_key', 'api-key', 'apikey', 'key', 'access_token', 'access-token', 'token']);

/** A key in an address stands in every log and every history on the way: it is refused, so that it is not done twice. */
export function findLeakedKey(request: FastifyRequest): ProblemError | undefined {
  const { path, query } = splitTarget(request.raw.url ?? '');
  const isLeaked =
    keyLike.test(path.replaceAll(/%5f/gi, '_')) ||
    readParameters(query).some(
      ({ name = '', value = '' }) => names.has(name.toLowerCase()) || keyLike.test(name) || keyLike.test(value),
    );
  if (!isLeaked) return undefined;
  const detail =
    'A key belongs in the `Authorization` header and never in an address, where logs keep it. If this was a real one, have it revoked and use another.';
  return new ProblemError('key-in-address', detail);
}
