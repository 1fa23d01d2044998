import { type TSchema, Type } from '@sinclair/typebox';

const text = (description: string, pattern: string, maxLength: number) =>
  Type.String({ pattern, maxLength, description });

const fixed = (value: string, description: string) =>
  Type.Unsafe<string>({ type: 'string', enum: [value], description });

const contentRevision = Type.Integer({
  format: 'int64',
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The revision that this answer was read at; 0 when nothing is published yet.',
});

/** On every answer. */
export const commonHeaders = {
  'Access-Control-Allow-Origin': fixed('*', 'Any origin may read it.'),
  'Cache-Control': text('How long caches may keep it (RFC 9111).', '^[a-z0-9=, -]+$', 200),
  'Content-Revision': contentRevision,
} satisfies Record<string, TSchema>;

/** On a representation, and on the 304 that stands for it. */
export const validators = {
  'Content-Location': text('The address of this very content, with its revision: it never changes.', '^/[!-~]*$', 4096),
  'Content-Revision': contentRevision,
  ETag: text('The weak entity tag, the same for all codings (RFC 9110).', '^W/"[!#-~]+"$', 200),
  Vary: fixed('Accept-Encoding', 'The one request header that the answer depends on.'),
} satisfies Record<string, TSchema>;

export const linkHeader = {
  Link: text('The next page, as `rel="next"` (RFC 8288); missing on the last.', '^<[!-~]+>; rel="next"$', 8192),
} satisfies Record<string, TSchema>;

export const locationHeader = {
  Location: text('The current address.', '^[!-~]+$', 8192),
} satisfies Record<string, TSchema>;

export const retryHeader = {
  'Retry-After': Type.Integer({
    format: 'int32',
    minimum: 0,
    maximum: 86_400,
    description: 'Try again after this many seconds.',
  }),
} satisfies Record<string, TSchema>;

/** Headers that an answer may lack. All others that are declared are always there. */
export const optionalHeaders: ReadonlySet<string> = new Set(['Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After']);
