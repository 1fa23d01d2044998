import { sha256 as sha256InJavaScript } from '@noble/hashes/sha2.js';

/** SHA-256 of some bytes. Give one of the platform's where it is faster, as on React Native. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;

/** WebCrypto where there is one (not on React Native, nor on pages without TLS), else plain JavaScript. */
export function defaultSha256(): Sha256 {
  const { crypto } = globalThis;
  if (typeof crypto !== 'object' || crypto.subtle === undefined) return sha256InJavaScript;
  return async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
