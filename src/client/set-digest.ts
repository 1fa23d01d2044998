import canonicalize from 'canonicalize';
import type { ItemKey } from './replica-store.js';
import type { Sha256 } from './sha256.js';

/** The set digest of nothing. */
export const EMPTY_SUM = `sum256-${'0'.repeat(64)}`;

const MODULUS = 1n << 256n;
const encoder = new TextEncoder();

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `sha256-` and the hex SHA-256 of the RFC 8785 canonical JSON of a resource. */
export async function digestOf(resource: object, sha256: Sha256): Promise<string> {
  const json = canonicalize(resource);
  if (json === undefined) throw new TypeError('Only what JSON can hold has a digest.');
  return `sha256-${toHex(await sha256(encoder.encode(json)))}`;
}

/** What one live resource adds to the set digest. */
export async function leafOf({ type, id }: ItemKey, digest: string, sha256: Sha256): Promise<bigint> {
  return BigInt(`0x${toHex(await sha256(encoder.encode(`${type}/${id}/${digest}`)))}`);
}

export function readSum(digest: string): bigint {
  return BigInt(`0x${digest.slice('sum256-'.length)}`);
}

/** Takes any integer, negative ones too. */
export function writeSum(sum: bigint): string {
  return `sum256-${(((sum % MODULUS) + MODULUS) % MODULUS).toString(16).padStart(64, '0')}`;
}
