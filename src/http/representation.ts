import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { ResourceKey } from '../schemas/resource.js';
import type { Coding } from './coding.js';

/** Part of every entity tag: raised when the same content comes to be written differently. */
const SCHEMA_VERSION = 1;

/** Below this a coding saves nothing worth its header. */
const MIN_CODED_BYTES = 256;

const compressWithBrotli = promisify(brotliCompress);
const compressWithGzip = promisify(gzip);

/** A finished answer: its bytes in every coding asked for so far, and what its headers say of it. */
export interface Representation {
  readonly mediaType: string;
  /** Weak, of the bytes before any coding: all codings share it (RFC 9110 §8.8.1). */
  readonly etag: string;
  readonly identity: Buffer;
  readonly tags: readonly ResourceKey[];
  /** The path and query of the next page. */
  readonly next: string | undefined;
  /** Made once, by the first that asks. */
  readonly coded: Map<Coding, Buffer | Promise<Buffer>>;
}

export function buildRepresentation(
  text: string | Buffer,
  mediaType: string,
  tags: readonly ResourceKey[] = [],
  next?: string,
): Representation {
  const identity = typeof text === 'string' ? Buffer.from(text) : text;
  const digest = createHash('sha256').update(identity).digest('base64url').slice(0, 32);
  return { mediaType, etag: `W/"${digest}-${SCHEMA_VERSION}"`, identity, tags, next, coded: new Map() };
}

/** Which of the accepted codings to send: the first, unless so little is to be sent that the plain bytes are as good. */
export function chooseCoding(representation: Representation, accepted: readonly Coding[]): Coding | undefined {
  const isSmall = representation.identity.length < MIN_CODED_BYTES;
  return isSmall && accepted.includes('identity') ? 'identity' : accepted[0];
}

/** The bytes in a coding. `onCoded` hears of those that were not there before. */
export function encode(
  representation: Representation,
  coding: Coding,
  onCoded: (bytes: number) => void,
): Buffer | Promise<Buffer> {
  const { identity, coded } = representation;
  if (coding === 'identity') return identity;
  const known = coded.get(coding);
  if (known) return known;
  const making = compress(identity, coding);
  coded.set(coding, making);
  making.then(
    (bytes) => {
      coded.set(coding, bytes);
      onCoded(bytes.length);
    },
    () => coded.delete(coding),
  );
  return making;
}

function compress(bytes: Buffer, coding: 'br' | 'gzip'): Promise<Buffer> {
  if (coding === 'gzip') return compressWithGzip(bytes);
  const params = { [zlib.BROTLI_PARAM_QUALITY]: 6, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return compressWithBrotli(bytes, { params });
}
