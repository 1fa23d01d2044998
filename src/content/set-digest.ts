import { createHash } from 'node:crypto';
import type { ResourceType } from '../schemas/resource.js';

const MODULUS = 2n ** 256n;
const pattern = /^sum256-[0-9a-f]{64}$/;

/** The set digest of nothing. */
export const EMPTY_SET_DIGEST = `sum256-${'0'.repeat(64)}`;

/** A sum of leaves, SHA-256 over the UTF-8 of `type/id/digest`, modulo 2^256: the order of what is added does not matter. */
export class SetDigest {
  #sum: bigint;
  constructor(start: string = EMPTY_SET_DIGEST) {
    if (!pattern.test(start)) throw new TypeError(`Not a set digest: ${start}`);
    this.#sum = BigInt(`0x${start.slice(7)}`);
  }

  add(type: ResourceType, id: string, digest: string): void {
    this.#sum = (this.#sum + leaf(type, id, digest)) % MODULUS;
  }

  remove(type: ResourceType, id: string, digest: string): void {
    this.#sum = (this.#sum + MODULUS - leaf(type, id, digest)) % MODULUS;
  }

  toString(): string {
    return `sum256-${this.#sum.toString(16).padStart(64, '0')}`;
  }
}

function leaf(type: ResourceType, id: string, digest: string): bigint {
  return BigInt(`0x${createHash('sha256').update(`${type}/${id}/${digest}`, 'utf8').digest('hex')}`);
}
