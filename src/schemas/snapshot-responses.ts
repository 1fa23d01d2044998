import { type TSchema, Type } from '@sinclair/typebox';
import { guardedResponses } from './guarded-responses.js';
import { commonHeaders, retryHeader } from './headers.js';
import { ref } from './primitives.js';
import { Problem } from './problem.js';
import { snapshotMediaTypes } from './snapshot.js';

const text = (description: string, pattern: string) => Type.String({ pattern, maxLength: 200, description });

const etag = { ETag: text('The strong entity tag: give it as `If-Range`.', '^"[0-9a-f]{64}"$') };
const sent = {
  ...commonHeaders,
  ...etag,
  'Accept-Ranges': Type.Unsafe<string>({ type: 'string', enum: ['bytes'], description: 'Parts may be asked for.' }),
  'Repr-Digest': text('The SHA-256 of the whole file (RFC 9530).', '^sha-256=:[A-Za-z0-9+/]{43}=:$'),
};
const range = (description: string, pattern: string) => ({ 'Content-Range': text(description, pattern) });

const problem = (description: string, headers: Record<string, TSchema> = {}) => ({
  description,
  headers: { ...commonHeaders, ...headers },
  content: { 'application/problem+json': { schema: ref(Problem) } },
});

const content = Object.fromEntries(
  Object.values(snapshotMediaTypes).map((mediaType) => [
    mediaType,
    { schema: Type.String({ format: 'binary', maxLength: Number.MAX_SAFE_INTEGER, description: 'The bytes.' }) },
  ]),
);

/** Every status that a file of a snapshot can be answered with, as fastify's `schema.response`. */
export const fileResponses: Record<string, unknown> = {
  200: { description: 'The whole file.', headers: sent, content },
  206: {
    description: 'The part that `Range` asks for.',
    headers: { ...sent, ...range('Which part of how much.', '^bytes [0-9]+-[0-9]+/[0-9]+$') },
    content,
  },
  304: {
    type: 'null',
    description: 'Your copy, named by `If-None-Match`, is current.',
    headers: { ...commonHeaders, ...etag },
  },
  400: problem('The request is not valid: `errors` names each parameter at fault.'),
  ...guardedResponses,
  404: problem('There is no such file, or it is no longer kept.'),
  414: problem('The address, or a segment of its path, is too long.'),
  416: problem('The file has no such part.', range('How much there is.', '^bytes \\*/[0-9]+$')),
  431: problem('The header block is too large.'),
  500: problem('The service failed. Quote `instance` when you report it.'),
  503: problem('The service cannot answer now. Try again later.', retryHeader),
};
