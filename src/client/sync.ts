import type { Link } from './link.js';
import { learnRecalls } from './recall-list.js';
import { keepRecalls } from './recalls.js';
import {
  isWhole,
  NEW_STATE,
  nextCursor,
  type RecallMark,
  type ReplicaState,
  type WholeWindow,
} from './replica-state.js';
import { ask, type Refused, type Unavailable } from './transport.js';
import { extendWindow, placeOf, verifyDigests } from './window.js';
import { problemCode, readPage } from './wire.js';

export type SyncResult = Complete | Unavailable | Refused;

/** The copy equals the set of the service at `revision`, proven by its digest. */
export interface Complete {
  readonly outcome: 'complete';
  readonly revision: number;
  /** How many changes were applied. */
  readonly changes: number;
  /** Whether the copy was replaced whole, because it could not be brought to follow the service. */
  readonly startedOver: boolean;
}

/** What one call of `runSync` knows beside the state. */
interface Run {
  /** The service's list of recalls; undefined when it could not be read. */
  readonly listed: readonly RecallMark[] | undefined;
  changes: number;
  freshStarts: number;
  /** Whether the service knew of nothing after the window at hand. */
  isLast: boolean;
}

/** A service that makes a replica start over more often than this in one run contradicts itself. */
const MAX_FRESH_STARTS = 2;

/** Recalls, then windows, page by page, until nothing more is known. Whatever stops it, the next run goes on from there. */
export async function runSync(link: Link): Promise<SyncResult> {
  const recalls = await learnRecalls(link);
  if (recalls.outcome === 'offline') return recalls;
  const listed = recalls.outcome === 'answered' ? recalls.value : undefined;
  const run: Run = { listed, changes: 0, freshStarts: 0, isLast: false };
  for (;;) {
    const { state = NEW_STATE } = await link.store.read([]);
    const { window } = state;
    const result = isWhole(window) ? await finishWindow(link, run, state, window) : await takePage(link, run, state);
    if (result !== undefined) return result;
  }
}

/** Fetches and stages one page. Gives a result when the run is over. */
async function takePage(link: Link, run: Run, state: ReplicaState): Promise<SyncResult | undefined> {
  const { baseUrl, store, transport, sha256 } = link;
  const cursor = nextCursor(state);
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const reply = await ask(transport, `${baseUrl}/v1/sync${query}`, (body) => verifyDigests(readPage(body), sha256));
  if (reply.outcome === 'refused' && cursor !== null && meansReset(reply)) return startOver(link, run, state);
  if (reply.outcome !== 'answered') return reply;

  const { value: page, at } = reply;
  if (page.end === null && page.nextCursor === cursor) return contradiction('A page leads to itself.');
  const place = placeOf(state, page);
  if (place === 'gap') return startOver(link, run, state);

  const { state: sameState = NEW_STATE, items: held } = await store.read(
    page.changes.map((change) => (change.op === 'delete' ? change : change.item)),
  );
  if (sameState.version !== state.version) return undefined;
  const window = await extendWindow(state, place, page, held, at, sha256);
  const isFresh = place !== 'continue';
  const isStaged = await store.stage({ ...state, version: state.version + 1, window }, page.changes, isFresh);
  // A service that has come no further than the copy has nothing more; where a copy begins anew the two do not compare.
  const isBehind = window.mode === 'merge' && page.to <= state.copy.revision;
  run.isLast = isStaged && page.end !== null && (!page.hasMore || isBehind);
  return undefined;
}

/** Applies a window that is staged whole, if it adds up. Gives a result when the run is over. */
async function finishWindow(
  link: Link,
  run: Run,
  state: ReplicaState,
  window: WholeWindow,
): Promise<SyncResult | undefined> {
  const { set, end, mode, to, changes } = window;
  if (end.set.digest !== set.digest || end.set.count !== set.count) return startOver(link, run, state);
  if (!(await link.store.apply(afterWindow(state, window, run), mode))) return undefined;
  run.changes += changes;
  if (!run.isLast) return undefined;
  return { outcome: 'complete', revision: to, changes: run.changes, startedOver: run.freshStarts > 0 };
}

function afterWindow(state: ReplicaState, window: WholeWindow, { listed, isLast }: Run): ReplicaState {
  const { to, set, cursor, mode, end, changes } = window;
  // A window that was staged before may be of a history that the service has lost since: it settles nothing.
  const recalls = isLast ? keepRecalls(state.recalls, to, mode, listed) : state.recalls;
  const isSeen = changes > 0 || mode === 'replace' || recalls.length !== state.recalls.length;
  return {
    version: state.version + 1,
    generation: state.generation + (isSeen ? 1 : 0),
    copy: { revision: to, set, cursor, confirmedAt: end.at, pollAfterSeconds: end.pollAfterSeconds },
    window: null,
    startOver: false,
    recalls,
  };
}

/** The position is not one of this service's, as after a backup was restored, or none that it can read any more. */
function meansReset({ status, problem }: Refused): boolean {
  return status === 410 || problemCode(problem) === 'invalid-cursor';
}

/** The old copy stays, and stays readable, until a whole window beside it can take its place. */
async function startOver({ store }: Link, run: Run, state: ReplicaState): Promise<SyncResult | undefined> {
  await store.save({ ...state, version: state.version + 1, window: null, startOver: true });
  run.freshStarts += 1;
  run.isLast = false;
  if (run.freshStarts <= MAX_FRESH_STARTS) return undefined;
  return contradiction('What the service sends does not add up to what it says that its set is.');
}

function contradiction(detail: string): Unavailable {
  return { outcome: 'invalid', detail };
}
