import { timingSafeEqual } from 'node:crypto';
import type { Key, KeyReads } from '../store/keys.js';
import { isLive } from './issue.js';
import { isKeyText, toDigest } from './text.js';

export interface AuthenticateOptions {
  readonly keys: Pick<KeyReads, 'findKey'>;
  readonly now?: () => number;
  readonly equals?: (one: Uint8Array, other: Uint8Array) => boolean;
}

/** Compared with when there is nothing else: no text is known that has this SHA-256. */
const nothing = Buffer.alloc(32);

/**
 * Gives the key that an `Authorization` field holds, if it can be used now. Whatever is wrong with it, as much is done: one
 * SHA-256 and one comparison in constant time, and one look-up if the checksum is right, which anyone can compute.
 */
export function buildAuthenticate({ keys, now = Date.now, equals = timingSafeEqual }: AuthenticateOptions) {
  return async (authorization: string): Promise<Key | undefined> => {
    const text = /^bearer +([!-~]+) *$/i.exec(authorization)?.[1] ?? '';
    const digest = toDigest(text);
    const found = isKeyText(text) ? await keys.findKey(digest) : undefined;
    const isSame = equals(digest, found?.digest ?? nothing);
    if (!found || !isSame || !isLive(found, now())) return undefined;
    const { digest: _, ...key } = found;
    return key;
  };
}
