import type { FastifyRequest } from 'fastify';
import type { ProblemError } from '../problems.js';
import { findScope } from './guarded.js';

/** `Bearer` must be followed by a parameter (RFC 6750, section 3). */
const REALM = 'Bearer realm="second-opinion"';

/** What a refusal says of keys in `WWW-Authenticate`, for programs; of a wrong key no more than that it is wrong. */
export function findChallenge({ code }: ProblemError, request: FastifyRequest): string | undefined {
  if (code === 'key-required') return REALM;
  if (code === 'invalid-key') return `${REALM}, error="invalid_token"`;
  if (code !== 'insufficient-scope') return undefined;
  return `${REALM}, error="insufficient_scope", scope="${findScope(request)}"`;
}
