import type { ReplicaState, SetSum, StagedWindow } from './replica-state.js';
import type { Item, StagedChange } from './replica-store.js';
import { digestOf, EMPTY_SUM, leafOf, readSum, writeSum } from './set-digest.js';
import type { Sha256 } from './sha256.js';
import { WireError, type WirePage } from './wire.js';

/** How a page fits: it continues the staged window, or begins one, or leaves a gap that only a whole window can close. */
export function placeOf(
  { copy, window, startOver }: ReplicaState,
  page: WirePage,
): 'continue' | 'merge' | 'replace' | 'gap' {
  if (window !== null && page.from === window.from && page.to === window.to) return 'continue';
  if (page.from === 0) return 'replace';
  return startOver || page.from > copy.revision || page.to < copy.revision ? 'gap' : 'merge';
}

/** Throws `WireError` when a resource is not the one that its digest was made of. */
export async function verifyDigests(page: WirePage, sha256: Sha256): Promise<WirePage> {
  await Promise.all(
    page.changes.map(async (change) => {
      if (change.op === 'upsert' && !(await isSound(change.item, sha256))) {
        throw new WireError(`The digest of ${change.item.type}/${change.item.id} is not that of its resource.`);
      }
    }),
  );
  return page;
}

/** Whether a resource is the one that its digest was made of. */
export async function isSound({ resource, digest }: Item, sha256: Sha256): Promise<boolean> {
  try {
    return (await digestOf(resource, sha256)) === digest;
  } catch (error) {
    // RFC 8785 has no form for some JSON, such as half a surrogate pair: nothing that was published is so.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** What a set adds up to after some changes. `held` are the items that they take the place of, in the same order. */
export async function addUp(
  base: SetSum,
  changes: readonly StagedChange[],
  held: readonly (Item | undefined)[],
  sha256: Sha256,
): Promise<SetSum> {
  const steps = changes.map(async (change, index) => {
    const old = held[index];
    const lost = old === undefined ? 0n : await leafOf(old, old.digest, sha256);
    const won = change.op === 'delete' ? 0n : await leafOf(change.item, change.item.digest, sha256);
    return { count: (change.op === 'delete' ? 0 : 1) - (old === undefined ? 0 : 1), sum: won - lost };
  });
  const start = { count: base.count, sum: readSum(base.digest) };
  const { count, sum } = (await Promise.all(steps)).reduce(
    (total, step) => ({ count: total.count + step.count, sum: total.sum + step.sum }),
    start,
  );
  return { count, digest: writeSum(sum) };
}

/** The staged window with a page added, or begun with it. `held` are the live items that its changes take the place of. */
export async function extendWindow(
  state: ReplicaState,
  place: 'continue' | 'merge' | 'replace',
  page: WirePage,
  held: readonly (Item | undefined)[],
  at: number,
  sha256: Sha256,
): Promise<StagedWindow> {
  const before = place === 'continue' ? state.window : null;
  const mode = before?.mode ?? (page.from === 0 ? 'replace' : 'merge');
  const base = before?.set ?? (mode === 'replace' ? { count: 0, digest: EMPTY_SUM } : state.copy.set);
  return {
    from: page.from,
    to: page.to,
    mode,
    cursor: page.nextCursor,
    set: await addUp(base, page.changes, mode === 'replace' ? [] : held, sha256),
    changes: (before?.changes ?? 0) + page.changes.length,
    end: page.end === null ? null : { set: page.end, at, pollAfterSeconds: page.pollAfterSeconds },
  };
}
