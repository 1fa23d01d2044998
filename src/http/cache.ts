import type { Representation } from './representation.js';

/** Finished answers by key, the least recently used dropped first, within a number of bytes. */
export interface RepresentationCache {
  find(key: string): Representation | undefined;
  /** What `fill` gives, kept; of several that ask at once, one fills and all get its answer, or its error. */
  fill(key: string, fill: () => Promise<Representation>): Promise<Representation>;
  /** Counts bytes that an answer has grown by, if it is still kept. */
  grow(key: string, representation: Representation, bytes: number): void;
  /** The bytes that are kept. */
  size(): number;
  /** How often `find` found something, and how often not. */
  counts(): { readonly hits: number; readonly misses: number };
}

/** What an entry takes beside its bytes, roughly: the key, the tags and the objects around them. */
const OVERHEAD_BYTES = 1024;

export function createRepresentationCache(maxBytes: number): RepresentationCache {
  // A Map lists its keys in the order of insertion: whatever is used is put in again, so the first is the oldest.
  const entries = new Map<string, { readonly representation: Representation; bytes: number }>();
  const filling = new Map<string, Promise<Representation>>();
  let total = 0;
  let hits = 0;
  let misses = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    total -= entry.bytes;
  }

  function shrink(): void {
    for (const key of entries.keys()) {
      if (total <= maxBytes) return;
      drop(key);
    }
  }

  function keep(key: string, representation: Representation): void {
    const bytes = representation.identity.length + OVERHEAD_BYTES;
    drop(key);
    entries.set(key, { representation, bytes });
    total += bytes;
    shrink();
  }

  return {
    find(key) {
      const entry = entries.get(key);
      if (!entry) {
        misses += 1;
        return undefined;
      }
      hits += 1;
      entries.delete(key);
      entries.set(key, entry);
      return entry.representation;
    },
    fill(key, fill) {
      const known = filling.get(key);
      if (known) return known;
      const made = fill()
        .then((representation) => {
          keep(key, representation);
          return representation;
        })
        .finally(() => filling.delete(key));
      filling.set(key, made);
      return made;
    },
    grow(key, representation, bytes) {
      const entry = entries.get(key);
      if (entry?.representation !== representation) return;
      entry.bytes += bytes;
      total += bytes;
      shrink();
    },
    size: () => total,
    counts: () => ({ hits, misses }),
  };
}
