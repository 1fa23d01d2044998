import { ProblemError } from '../problems.js';
import type { ReadStore } from '../store/store.js';
import { type Current, isSame, MAX_CHANGES, type RepresentationCache } from './cache.js';

interface Given {
  readonly store: Pick<ReadStore, 'latest' | 'horizon' | 'refresh' | 'findRevision' | 'listChanged'>;
  readonly cache: Pick<RepresentationCache, 'current' | 'advance'>;
}

/** Settles which revision a read is of, and lets the cache have nothing that is not current. */
export interface Revisions {
  /** Whether what the cache has is of what is current; else whoever reads next has something to do first. */
  isCurrent(): boolean;
  /** Lets go of whatever is not what the latest revision would give. */
  keepUp(): Promise<void>;
  /** Reads at the revision that is named, or at the latest. Fails with `revision-not-found` or `revision-gone`. */
  atRevision<T>(named: number | undefined, work: (at: number) => Promise<T>): Promise<T>;
  /** Reads at the latest, which is 0 before the first publish. */
  atLatest<T>(work: (at: number) => Promise<T>): Promise<T>;
  /** What was read while its revision was pruned may lack anything, or have failed for it: then this fails with `revision-gone`. */
  whileKept<T>(at: number, work: () => Promise<T>): Promise<T>;
}

export function settleRevisions({ store, cache }: Given): Revisions {
  let following: Promise<void> | undefined;

  const readCurrent = (): Current => {
    const { revision, setDigest } = store.latest();
    return { revision, setDigest, erased: store.horizon().erased };
  };

  const isCurrent = () => isSame(cache.current(), readCurrent());

  async function keepUp(): Promise<void> {
    if (isCurrent()) return;
    following ??= advance(readCurrent()).finally(() => {
      following = undefined;
    });
    await following;
  }

  /** What was made before something was erased is never found again, nor what was made of a history that a restore has undone. */
  async function advance(to: Current): Promise<void> {
    const from = cache.current();
    const isNext =
      to.erased === from.erased &&
      to.revision > from.revision &&
      (await store.findRevision(from.revision))?.setDigest === from.setDigest;
    cache.advance(to, isNext ? await store.listChanged(from.revision, to.revision, MAX_CHANGES) : undefined);
  }

  async function settle(named: number | undefined): Promise<number> {
    await keepUp();
    const known = store.latest().revision;
    if (named !== undefined) requireKept(named);
    if (named === undefined ? known > 0 : named <= known) return named ?? known;
    const { revision } = await store.refresh();
    if (named === undefined ? revision > 0 : named <= revision) return named ?? revision;
    // A replica may be behind: whether there is such a revision, the store finds out where it can be known.
    if (named !== undefined && (await store.findRevision(named)) !== undefined) return named;
    const detail = revision === 0 ? 'Nothing has been published yet.' : `The latest revision is ${revision}.`;
    throw new ProblemError('revision-not-found', detail, { latestRevision: revision });
  }

  async function settleLatest(): Promise<number> {
    await keepUp();
    return store.latest().revision;
  }

  function requireKept(revision: number): void {
    const { floor } = store.horizon();
    if (revision >= floor) return;
    const { revision: latestRevision } = store.latest();
    const detail = `Revision ${revision} is no longer kept: the oldest that can be read is ${floor}, the latest ${latestRevision}.`;
    throw new ProblemError('revision-gone', detail, { latestRevision });
  }

  /** What is known of the latest may be older than another process that publishes and prunes at once: then what is the latest now. */
  async function again<T>(settleIt: () => Promise<number>, work: (at: number) => Promise<T>): Promise<T> {
    try {
      return await work(await settleIt());
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'revision-gone') throw error;
      return work(await settleIt());
    }
  }

  return {
    isCurrent,
    keepUp,
    async atRevision(named, work) {
      return named === undefined ? again(() => settle(undefined), work) : work(await settle(named));
    },
    atLatest: (work) => again(settleLatest, work),
    async whileKept(at, work) {
      try {
        return await work();
      } finally {
        requireKept(at);
      }
    },
  };
}
