import type { ResourceKey } from '../schemas/resource.js';
import type { Revision, StoredVersion } from '../store/store.js';
import { type Fault, resourceFault } from './faults.js';
import { keyOf } from './plan.js';
import { EMPTY_SET_DIGEST, SetDigest } from './set-digest.js';

/** `until` of a version that nothing has superseded: `OPEN` of the store, which is a type here. */
export const NEVER = Number.MAX_SAFE_INTEGER;

interface Last {
  readonly key: ResourceKey;
  readonly digest: string | null;
  readonly until: number;
  /** Whether this version, or one before it, has a body. */
  readonly isReadable: boolean;
}

/** Replays the history, version by version, and compares what each revision says of itself with what comes out. */
export class VerifyHistory {
  versions = 0;
  readonly #last = new Map<string, Last>();
  readonly #states = new Map<number, { readonly count: number; readonly setDigest: string }>();
  readonly #set = new SetDigest();
  readonly #faults: Fault[] = [];
  #count = 0;
  #revision = 0;
  /** Superseded versions that ended here or before were pruned: what was live before cannot be known. */
  #floor = 0;

  /** Versions come in history order. */
  add(version: StoredVersion): void {
    const { type, id, revision, until, firstRevision, digest, body, reason } = version;
    if (revision !== this.#revision) this.#close();
    this.#revision = revision;
    this.versions += 1;
    const key = keyOf(version);
    const before = this.#last.get(key);
    const expected = before?.until ?? firstRevision;
    if (expected > revision || until <= revision) {
      this.#faults.push(
        resourceFault(
          key,
          'history',
          `At revision ${revision}: the version overlaps the one before or ends before it begins.`,
        ),
      );
    } else if (expected < revision) {
      this.#floor = Math.max(this.#floor, revision);
    }
    if (before !== undefined && before.digest !== null) {
      this.#set.remove(type, id, before.digest);
      this.#count -= 1;
    }
    if (digest !== null) {
      this.#set.add(type, id, digest);
      this.#count += 1;
    }
    const wasReadable = before?.isReadable ?? false;
    if (digest === null && reason === 'safety' && wasReadable) {
      const detail = `It was withdrawn for safety at revision ${revision}, but a body from before that is still there.`;
      this.#faults.push(resourceFault(key, 'erased', detail));
    }
    this.#last.set(key, { key: { type, id }, digest, until, isReadable: wasReadable || body !== null });
  }

  /** What is wrong with the history as a whole; `revisions` from the oldest. From `floor` on it must be complete. */
  finish(revisions: readonly Revision[], floor: number): readonly Fault[] {
    this.#close();
    const faults = [...this.#faults];
    if (this.#floor > floor) {
      const detail = `A version that ended there is missing, although revision ${floor} and those after it are kept.`;
      faults.push(resourceFault(`revision/${this.#floor}`, 'pruned', detail));
    }
    for (const [key, { until }] of this.#last) {
      if (until !== NEVER)
        faults.push(resourceFault(key, 'history', `The version that follows at revision ${until} is missing.`));
    }
    let state = { count: 0, setDigest: EMPTY_SET_DIGEST };
    let previous = 0;
    let time = 0;
    for (const { revision, count, setDigest, publishedAt } of revisions) {
      const record = `revision/${revision}`;
      if (revision !== previous + 1) faults.push(resourceFault(record, 'gap', `Revision ${previous + 1} is missing.`));
      if (publishedAt < time)
        faults.push(resourceFault(record, 'time', 'It was published before the revision before it.'));
      state = this.#states.get(revision) ?? state;
      previous = revision;
      time = publishedAt;
      if (revision < this.#floor) continue;
      if (count !== state.count)
        faults.push(resourceFault(record, 'count', `${state.count} resources were live, but it says ${count}.`));
      if (setDigest !== state.setDigest)
        faults.push(
          resourceFault(record, 'set-digest', `The set digest is ${state.setDigest}, but it says ${setDigest}.`),
        );
    }
    for (const revision of this.#states.keys()) {
      if (revision > previous || revision < 1)
        faults.push(resourceFault(`revision/${revision}`, 'missing', 'There are versions, but no such revision.'));
    }
    return faults;
  }

  isLive(key: string): boolean {
    return (this.#last.get(key)?.digest ?? null) !== null;
  }

  liveKeys(): readonly ResourceKey[] {
    return [...this.#last.values()].filter(({ digest }) => digest !== null).map(({ key }) => key);
  }

  #close(): void {
    if (this.#revision > 0) this.#states.set(this.#revision, { count: this.#count, setDigest: this.#set.toString() });
  }
}
