import type { Revision, Store, StoredVersion } from '../store/store.js';
import { type Fault, resourceFault } from './faults.js';
import { keyOf } from './plan.js';
import { NEVER, VerifyHistory } from './verify-history.js';
import { checkIndexes } from './verify-indexes.js';
import { checkVersion } from './verify-version.js';

export interface VerifyReport {
  readonly revision: Revision;
  readonly revisions: number;
  /** Stored versions, tombstones among them. */
  readonly versions: number;
  readonly live: number;
  readonly faults: readonly Fault[];
}

export interface VerifyProgress {
  readonly stage: 'history' | 'indexes' | 'engine';
  readonly done: number;
  readonly total: number | undefined;
}

const PAGE = 500;
const ATTEMPTS = 3;

/**
 * Recomputes everything that is stored from what it was made of: each digest, anchor, text, reference, name, search document, and the
 * count and set digest of every revision. Reads page by page; holds a few words for each resource.
 */
export async function verify(store: Store, onProgress?: (progress: VerifyProgress) => void): Promise<VerifyReport> {
  for (let attempt = 1; ; attempt += 1) {
    const head = await store.refresh();
    const report = await verifyAt(store, head, onProgress);
    const { revision } = await store.refresh();
    if (revision === head.revision) return report;
    // Indexes are those of the latest revision: what was published meanwhile is no fault.
    if (attempt === ATTEMPTS) {
      const detail = `Revision ${revision} was published while revision ${head.revision} was verified: run it again when nothing is being published.`;
      return { ...report, faults: [resourceFault('revision', 'moved', detail)] };
    }
  }
}

async function verifyAt(
  store: Store,
  head: Revision,
  onProgress: ((progress: VerifyProgress) => void) | undefined,
): Promise<VerifyReport> {
  const faults: Fault[] = [];
  const history = new VerifyHistory();
  for await (const version of listHistory(store)) {
    if (version.revision > head.revision) break;
    faults.push(...checkVersion(version, version.until === NEVER));
    history.add(version);
    if (history.versions % PAGE === 0) onProgress?.({ stage: 'history', done: history.versions, total: undefined });
  }
  const revisions = await listRevisions(store);
  // Asked after the history was read: what was pruned meanwhile is no fault.
  await store.refresh();
  faults.push(...history.finish(revisions, store.horizon().floor));
  const live = history.liveKeys();
  let done = 0;
  for (let from = 0; from < live.length; from += PAGE) {
    const keys = live.slice(from, from + PAGE);
    faults.push(...(await checkIndexes(store, head.revision, keys, (key) => history.isLive(keyOf(key)))));
    done += keys.length;
    onProgress?.({ stage: 'indexes', done, total: live.length });
  }
  onProgress?.({ stage: 'engine', done: 0, total: undefined });
  for (const detail of await store.checkIntegrity()) faults.push(resourceFault('database', 'engine', detail));
  return { revision: head, revisions: revisions.length, versions: history.versions, live: live.length, faults };
}

async function* listHistory(store: Store): AsyncGenerator<StoredVersion> {
  let after: StoredVersion | undefined;
  for (;;) {
    const page = await store.listHistory(after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}

/** All revisions, the oldest first. */
async function listRevisions(store: Store): Promise<readonly Revision[]> {
  const revisions: Revision[] = [];
  for (;;) {
    const page = await store.listRevisions(revisions.at(-1)?.revision, PAGE);
    revisions.push(...page);
    if (page.length < PAGE) return revisions.reverse();
  }
}
