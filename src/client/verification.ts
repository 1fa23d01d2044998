import { NEW_STATE } from './replica-state.js';
import type { ItemKey, ReplicaStore } from './replica-store.js';
import { EMPTY_SUM } from './set-digest.js';
import type { Sha256 } from './sha256.js';
import { addUp, isSound } from './window.js';

export interface Verification {
  readonly sound: boolean;
  /** The resources that are not what their digest was made of. */
  readonly faulty: readonly ItemKey[];
  /** Whether all digests add up to the set digest that the service confirmed. */
  readonly complete: boolean;
}

const PAGE = 200;

/** Recomputes every digest of a copy, and their sum; again from the start when the copy changes meanwhile. */
export async function verifyCopy(store: ReplicaStore, sha256: Sha256): Promise<Verification> {
  for (;;) {
    const { state = NEW_STATE } = await store.read([]);
    const { generation, copy } = state;
    const faulty: ItemKey[] = [];
    let set = { count: 0, digest: EMPTY_SUM };
    let after: ItemKey | undefined;
    let isSame = true;
    do {
      const moment = await store.list(after, PAGE);
      isSame = (moment.state ?? NEW_STATE).generation === generation;
      const sound = await Promise.all(moment.items.map((item) => isSound(item, sha256)));
      faulty.push(...moment.items.filter((_, index) => sound[index] === false).map(({ type, id }) => ({ type, id })));
      const changes = moment.items.map((item) => ({ op: 'upsert' as const, item }));
      set = { ...(await addUp(set, changes, [], sha256)) };
      after = moment.items.length < PAGE ? undefined : moment.items.at(-1);
    } while (isSame && after !== undefined);
    if (!isSame) continue;
    const complete = set.count === copy.set.count && set.digest === copy.set.digest;
    return { sound: complete && faulty.length === 0, faulty, complete };
  }
}
