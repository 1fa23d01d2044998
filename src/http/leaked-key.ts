import type { FastifyRequest } from 'fastify';
import { keyLike } from '../keys/text.js';
import { ProblemError } from '../problems.js';
import { readParameters, splitTarget } from './target.js';

const names = new Set(['api_key', 'api-key', 'apikey', 'key', 'access_token', 'access-token', 'token']);

/** A key in an address stands in every log and every history on the way: it is refused, so that it is not done twice. */
export function findLeakedKey(request: FastifyRequest): ProblemError | undefined {
  const target = request.raw.url ?? '';
  const isLeaked =
    keyLike.test(unescapeAscii(target)) ||
    readParameters(splitTarget(target).query).some(({ name = '' }) => names.has(name.toLowerCase()));
  if (!isLeaked) return undefined;
  const detail =
    'A key belongs in the `Authorization` header and never in an address, where logs keep it. If this was a real one, have it revoked and use another.';
  return new ProblemError('key-in-address', detail);
}

/** Whatever part of the address it stands in, before the host included; the characters of a key may be percent-encoded. */
const unescapeAscii = (target: string) =>
  target.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
