/** On every answer. CORS is a constant, so that `Vary` need not name `Origin`. */
export const standardHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Accept-Ranges, Content-Location, Content-Range, Content-Revision, Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, Sunset, WWW-Authenticate',
} as const;

export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/** The answer to a CORS preflight, beside the standard headers. */
export const preflightHeaders = {
  'access-control-allow-methods': ALLOWED_METHODS,
  // A `*` is not for Authorization: that has to be named (Fetch, CORS-preflight fetch).
  'access-control-allow-headers': '*, Authorization',
  'access-control-max-age': '86400',
  'cache-control': 'public, max-age=86400',
} as const;
