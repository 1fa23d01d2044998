import { isRecalled } from './recalls.js';
import { NEW_STATE, type ReplicaState } from './replica-state.js';
import type { Item, ItemKey, Moment, ReplicaStore, Wanted } from './replica-store.js';

/** What readers see changed between two reads. */
class ChangedError extends Error {
  override readonly name = 'ChangedError';
}

/** Reads a store several times as of one moment. Recalled items are not given; `hidden` names those that were met. */
export class ConsistentRead {
  readonly hidden = new Set<string>();
  readonly #store: ReplicaStore;
  #generation: number | undefined;

  constructor(store: ReplicaStore) {
    this.#store = store;
  }

  async items(wanted: readonly Wanted[]): Promise<readonly (Item | undefined)[]> {
    if (wanted.length === 0) return [];
    const moment = await this.#store.read(wanted);
    const { recalls } = this.#check(moment);
    return moment.items.map((item) => {
      if (item === undefined || !isRecalled(item, recalls)) return item;
      this.hidden.add(`${item.type}/${item.id}`);
      return undefined;
    });
  }

  /** The items of one type after an id, or from the first, in pages. */
  async *pages(type: string, after = '', limit = 200): AsyncGenerator<readonly Item[]> {
    for (let key: ItemKey = { type, id: after }; ; ) {
      const moment = await this.#store.list(key, limit);
      const { recalls } = this.#check(moment);
      const last = moment.items.at(-1);
      yield moment.items.filter((item) => item.type === type && !isRecalled(item, recalls));
      if (last === undefined || last.type !== type || moment.items.length < limit) return;
      key = last;
    }
  }

  #check({ state = NEW_STATE }: Moment<unknown>): ReplicaState {
    this.#generation ??= state.generation;
    if (state.generation !== this.#generation) throw new ChangedError('The copy was replaced while it was read.');
    return state;
  }
}

/** Runs some reads, again from the start whenever the copy changes between two of them. */
export async function readConsistently<T>(
  store: ReplicaStore,
  reads: (reader: ConsistentRead) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await reads(new ConsistentRead(store));
    } catch (error) {
      if (!(error instanceof ChangedError)) throw error;
    }
  }
}
