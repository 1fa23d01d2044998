import type { TSchema } from '@sinclair/typebox';
import { guardedResponses } from './guarded-responses.js';
import { commonHeaders, retryHeader, validators } from './headers.js';
import { ref } from './primitives.js';
import { Problem } from './problem.js';

export interface ServiceShape {
  /** What the answer is, for the document. */
  readonly description: string;
  readonly mediaType?: string;
  /** Whether the answer has an entity tag and is coded; what a probe asks has none. */
  readonly tagged: boolean;
  /** Whether a key, or the lack of one, and the quota matter. */
  readonly guarded?: boolean;
  /** What a 404 means, where there can be one. */
  readonly missing?: string;
  /** What a 410 means, where there can be one. */
  readonly gone?: string;
  /** Headers of this answer alone. */
  readonly headers?: Record<string, TSchema>;
}

const problem = (description: string, headers: Record<string, TSchema> = {}) => ({
  description,
  headers: { ...commonHeaders, 'Content-Revision': validators['Content-Revision'], ...headers },
  content: { 'application/problem+json': { schema: ref(Problem) } },
});

/** Every status that an answer about the service itself can have, as fastify's `schema.response`. */
export function serviceResponses(schema: TSchema, shape: ServiceShape): Record<string, unknown> {
  const { description, mediaType = 'application/json', tagged, guarded = false, missing, gone, headers = {} } = shape;
  const { 'Content-Revision': revision, ETag, Vary } = validators;
  const sent = { ...commonHeaders, 'Content-Revision': revision, ...(tagged && { ETag, Vary }) };
  return {
    200: { description, headers: { ...sent, ...headers }, content: { [mediaType]: { schema } } },
    ...(tagged && {
      304: {
        type: 'null',
        description: 'Your copy, named by `If-None-Match`, is current.',
        headers: { ...sent, ...headers },
      },
      406: problem('No coding that `Accept-Encoding` allows is offered.'),
    }),
    400: problem('The request is not valid: `errors` names each parameter at fault.'),
    ...(guarded && guardedResponses),
    ...(missing !== undefined && { 404: problem(missing) }),
    ...(gone !== undefined && { 410: problem(gone) }),
    414: problem('The address, or a segment of its path, is too long.'),
    431: problem('The header block is too large.'),
    500: problem('The service failed. Quote `instance` when you report it.'),
    503: problem('The service cannot answer now. Try again later.', retryHeader),
  };
}
