import { type TSchema, Type } from '@sinclair/typebox';
import { commonHeaders, retryHeader } from './headers.js';
import { ref } from './primitives.js';
import { Problem } from './problem.js';

const problem = (description: string, headers: Record<string, TSchema> = {}) => ({
  description,
  headers: { ...commonHeaders, ...headers },
  content: { 'application/problem+json': { schema: ref(Problem) } },
});

const challenge = {
  'WWW-Authenticate': Type.String({
    pattern: '^Bearer realm="[a-z-]+"(?:, [a-z]+="[a-z_]+")*$',
    maxLength: 200,
    description: 'How to send a key, and what is wrong with the one that came (RFC 6750).',
  }),
};

/** What a key, or the lack of one, can lead to. */
export const guardedResponses: Record<string, unknown> = {
  401: problem('The key cannot be used, or one is required here and none was sent.', challenge),
  403: problem('The key was not made for this operation.', challenge),
  429: problem('The quota is used up; `violated-policies` names the limits.', retryHeader),
};
