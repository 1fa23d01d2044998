import { createHash } from 'node:crypto';

const START = 1 << 12;

/**
 * A number for each of very many keys, in about 24 bytes each whatever their length. A key is known by 64 bits of its SHA-256: of a
 * million keys, two would be taken for one once in thirty million sets.
 */
export class KeySet {
  #size = 0;
  #high = new Uint32Array(START);
  #low = new Uint32Array(START);
  /** 0 where a place is free. */
  #numbers = new Uint32Array(START);

  /** The number of a key that is known already; otherwise undefined, and it is known from now on. `number` is 1 or more. */
  add(key: string, number: number): number | undefined {
    const digest = createHash('sha256').update(key).digest();
    const high = digest.readUInt32LE(0);
    const low = digest.readUInt32LE(4);
    const place = this.#find(high, low);
    const known = this.#numbers[place];
    if (known) return known;
    this.#put(place, high, low, number);
    this.#size += 1;
    if (2 * this.#size > this.#numbers.length) this.#grow();
    return undefined;
  }

  /** Where a key is, or would be. */
  #find(high: number, low: number): number {
    const mask = this.#numbers.length - 1;
    let place = low & mask;
    while (this.#numbers[place] && (this.#high[place] !== high || this.#low[place] !== low)) place = (place + 1) & mask;
    return place;
  }

  #put(place: number, high: number, low: number, number: number): void {
    this.#high[place] = high;
    this.#low[place] = low;
    this.#numbers[place] = number;
  }

  #grow(): void {
    const [highs, lows, numbers] = [this.#high, this.#low, this.#numbers];
    const length = 2 * numbers.length;
    this.#high = new Uint32Array(length);
    this.#low = new Uint32Array(length);
    this.#numbers = new Uint32Array(length);
    for (const [index, number] of numbers.entries()) {
      if (number === 0) continue;
      const [high = 0, low = 0] = [highs[index], lows[index]];
      this.#put(this.#find(high, low), high, low, number);
    }
  }
}
