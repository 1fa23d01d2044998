import { createHash } from 'node:crypto';

/** Numbers that look random and are the same for the same seed, everywhere: Marsaglia's xorshift128. */
export class Random {
  #x: number;
  #y: number;
  #z: number;
  #w: number;

  constructor(seed: string) {
    const bytes = createHash('sha256').update(seed).digest();
    this.#x = bytes.readUInt32LE(0);
    this.#y = bytes.readUInt32LE(4);
    this.#z = bytes.readUInt32LE(8);
    // All noughts would stay noughts.
    this.#w = bytes.readUInt32LE(12) | 1;
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    const t = this.#x ^ (this.#x << 11);
    this.#x = this.#y;
    this.#y = this.#z;
    this.#z = this.#w;
    this.#w = (this.#w ^ (this.#w >>> 19) ^ (t ^ (t >>> 8))) >>> 0;
    return this.#w / 2 ** 32;
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** The place of a value, drawn by weights that add up to any sum. */
  weighted(weights: readonly number[]): number {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return found < 0 ? weights.length - 1 : found;
  }

  /** A rank below a limit, by Zipf's law: rank 0 about twice as often as rank 1. */
  zipf(limit: number): number {
    return Math.min(limit - 1, Math.floor((limit + 1) ** this.next()) - 1);
  }

  /** Distinct ranks by Zipf's law, at most so many. */
  zipfs(limit: number, count: number): readonly number[] {
    const ranks = new Set<number>();
    for (let tries = 0; ranks.size < count && tries < 3 * count; tries += 1) ranks.add(this.zipf(limit));
    return [...ranks];
  }

  /** A positive number whose logarithm is normally distributed: half are below the median, a few far above. */
  logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(spread * normal);
  }
}
