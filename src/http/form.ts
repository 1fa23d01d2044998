import type { Found } from './cache.js';
import type { Coding } from './coding.js';
import { standardHeaders } from './headers.js';

/** How an answer goes out, worked out without a request. */
export interface Form {
  readonly status: 200 | 304;
  /** As `writeHead` takes them: names and values in turn. */
  readonly headers: string[];
  readonly bytes: Buffer | undefined;
}

/** The answer in a coding, given its bytes in that coding. */
export function toWhole(found: Found, coding: Coding, bytes: Buffer): Form {
  const headers = toHeaders(found);
  headers.push('content-type', found.representation.mediaType, 'content-length', String(bytes.length));
  if (coding !== 'identity') headers.push('content-encoding', coding);
  return { status: 200, headers, bytes };
}

/** What a client gets that has the answer already: it learns nothing new from a Link (RFC 9110, section 15.4.5). */
export const toUnchanged = (found: Found): Form => ({
  status: 304,
  headers: toHeaders(found, 'link'),
  bytes: undefined,
});

const constantHeaders = Object.entries(standardHeaders).flat();

function toHeaders({ representation, describe, at }: Found, without?: string): string[] {
  const headers = [...constantHeaders, 'content-revision', String(at)];
  for (const [name, value] of Object.entries(describe(at))) if (name !== without) headers.push(name, value);
  headers.push('etag', representation.etag, 'vary', 'Accept-Encoding');
  return headers;
}
