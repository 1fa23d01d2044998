import type { ResourceKey } from '../schemas/resource.js';
import type { Revision } from '../store/store.js';
import type { Representation } from './representation.js';

/** A finished answer as it is kept. */
export interface Kept {
  /** The template of its route. */
  readonly route: string;
  readonly representation: Representation;
  /** The headers that are due when it is sent as read at a revision, beside those of its bytes. */
  readonly describe: (at: number) => Readonly<Record<string, string>>;
  /** Its address says what it is of: no publish changes it. */
  readonly isFixed: boolean;
  /**
   * What the body is a function of, when there is nothing else: it stays as it is for as long as none of these changes.
   * Undefined: any publish may change it.
   */
  readonly madeOf: readonly ResourceKey[] | undefined;
}

/** A kept answer with the revision that it is of now. */
export interface Found extends Kept {
  readonly at: number;
  /** Since it was last passed over when room was made. */
  isUsed: boolean;
}

/** What is current, as far as it decides what may be found. */
export type Current = Pick<Revision, 'revision' | 'setDigest'> & { readonly erased: number };

export const isSame = (a: Current, b: Current) =>
  a.revision === b.revision && a.setDigest === b.setDigest && a.erased === b.erased;

/** Finished answers by their canonical address, those that were not used for longest dropped first, within a number of bytes. */
export interface RepresentationCache {
  /** The state that everything which is found is of. */
  current(): Current;
  /** Goes on to another state. `changed` is all that differs; undefined: it is not known what, and nothing stays. */
  advance(to: Current, changed: readonly ResourceKey[] | undefined): void;
  find(key: string): Found | undefined;
  /** As `find`, but counts for nothing: for whoever may not use what is found. */
  peek(key: string): Found | undefined;
  /** Counts as found what `peek` gave. */
  use(found: Found): void;
  /** Counts that `peek` gave nothing. */
  miss(): void;
  /**
   * What `make` gives, kept if it is of the current state still; of several that ask for the same at once, one makes it and all
   * get its answer, or its error.
   */
  fill(key: string, at: number, make: () => Promise<Kept>): Promise<Found>;
  /** Counts bytes that an answer has grown by, if it is still kept. */
  grow(key: string, representation: Representation, bytes: number): void;
  /** The bytes that are kept. */
  size(): number;
  /** How often something was found, and how often not. */
  counts(): { readonly hits: number; readonly misses: number };
}

/** What an entry takes beside its bytes, roughly: the key, the tags and the objects around them. */
const OVERHEAD_BYTES = 1024;

/** More changes than this are not remembered: asking what each of so many answers is made of would cost more than making them. */
export const MAX_CHANGES = 20_000;

class Entry implements Found {
  bytes: number;
  isUsed = false;
  readonly route: string;
  readonly representation: Representation;
  readonly describe: Kept['describe'];
  readonly isFixed: boolean;
  readonly madeOf: Kept['madeOf'];

  constructor(
    kept: Kept,
    public at: number,
  ) {
    this.route = kept.route;
    this.representation = kept.representation;
    this.describe = kept.describe;
    this.isFixed = kept.isFixed;
    this.madeOf = kept.madeOf;
    this.bytes = kept.representation.identity.length + OVERHEAD_BYTES;
  }
}

export function createRepresentationCache(maxBytes: number, start: Current): RepresentationCache {
  // A Map lists its keys in the order of insertion. What was used since it was put in is put in again, once, before it is dropped.
  const entries = new Map<string, Entry>();
  const filling = new Map<string, Promise<Found>>();
  let current = start;
  /** The last revision that changed each resource, as far back as `since`. */
  const changes = new Map<string, number>();
  let since = start.revision;
  let generation = 0;
  let total = 0;
  let hits = 0;
  let misses = 0;

  function drop(key: string, entry: Entry): void {
    entries.delete(key);
    total -= entry.bytes;
  }

  function shrink(): void {
    for (const [key, entry] of entries) {
      if (total <= maxBytes) return;
      if (entry.isUsed && entry.bytes <= maxBytes) {
        entry.isUsed = false;
        entries.delete(key);
        entries.set(key, entry);
      } else drop(key, entry);
    }
  }

  /** Whether an answer is what would be made of the current state too. */
  function stays(entry: Entry): boolean {
    if (entry.isFixed || entry.at === current.revision) return true;
    if (entry.madeOf === undefined || entry.at < since) return false;
    const { at } = entry;
    if (entry.madeOf.some(({ type, id }) => (changes.get(`${type}/${id}`) ?? 0) > at)) return false;
    entry.at = current.revision;
    return true;
  }

  function look(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined || stays(entry)) return entry;
    drop(key, entry);
    return undefined;
  }

  function use(found: Found): void {
    hits += 1;
    found.isUsed = true;
  }

  function keep(key: string, entry: Entry): void {
    const before = entries.get(key);
    if (before) drop(key, before);
    entries.set(key, entry);
    total += entry.bytes;
    shrink();
  }

  return {
    current: () => current,
    advance(to, changed) {
      if (changed === undefined) {
        generation += 1;
        entries.clear();
        total = 0;
      }
      if (changed === undefined || changes.size + changed.length > MAX_CHANGES) {
        changes.clear();
        since = to.revision;
      } else for (const { type, id } of changed) changes.set(`${type}/${id}`, to.revision);
      current = to;
    },
    find(key) {
      const entry = look(key);
      if (entry) use(entry);
      else misses += 1;
      return entry;
    },
    peek: look,
    use,
    miss() {
      misses += 1;
    },
    fill(key, at, make) {
      const id = `${at} ${key}`;
      const known = filling.get(id);
      if (known) return known;
      const begun = generation;
      const making = make()
        .then((kept) => {
          const entry = new Entry(kept, at);
          if (generation === begun && (kept.isFixed || at === current.revision)) keep(key, entry);
          return entry;
        })
        .finally(() => filling.delete(id));
      filling.set(id, making);
      return making;
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
