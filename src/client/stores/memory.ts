import type { ReplicaState } from '../replica-state.js';
import type { Item, ItemKey, Moment, ReplicaStore, StagedChange, Wanted } from '../replica-store.js';

const isAfter = (item: Item, after: ItemKey) =>
  item.type > after.type || (item.type === after.type && item.id > after.id);
const byKey = (a: Item, b: Item) => (isAfter(a, b) ? 1 : -1);

/** Keeps a copy for as long as the program runs. What it is given and what it gives are copies too. */
export class MemoryStore implements ReplicaStore {
  #state: ReplicaState | undefined;
  #live = new Map<string, Item>();
  #staged = new Map<string, StagedChange>();
  #sorted: readonly Item[] | undefined;

  async read(wanted: readonly Wanted[]): Promise<Moment<readonly (Item | undefined)[]>> {
    return structuredClone({ state: this.#state, items: wanted.map((one) => this.#find(one)) });
  }

  async list(after: ItemKey | undefined, limit: number): Promise<Moment<readonly Item[]>> {
    this.#sorted ??= [...this.#live.values()].sort(byKey);
    const rest = after === undefined ? this.#sorted : this.#sorted.filter((item) => isAfter(item, after));
    return structuredClone({ state: this.#state, items: rest.slice(0, limit) });
  }

  async save(state: ReplicaState): Promise<boolean> {
    if (!this.#isNext(state)) return false;
    this.#state = structuredClone(state);
    return true;
  }

  async stage(state: ReplicaState, changes: readonly StagedChange[], fresh: boolean): Promise<boolean> {
    if (!this.#isNext(state)) return false;
    if (fresh) this.#staged.clear();
    for (const change of structuredClone(changes))
      this.#staged.set(keyOf(change.op === 'delete' ? change : change.item), change);
    this.#state = structuredClone(state);
    return true;
  }

  async apply(state: ReplicaState, mode: 'merge' | 'replace'): Promise<boolean> {
    if (!this.#isNext(state)) return false;
    if (mode === 'replace') this.#live.clear();
    for (const [key, change] of this.#staged) {
      if (change.op === 'upsert') this.#live.set(key, change.item);
      else this.#live.delete(key);
    }
    this.#staged.clear();
    this.#sorted = undefined;
    this.#state = structuredClone(state);
    return true;
  }

  #isNext(state: ReplicaState): boolean {
    return (this.#state?.version ?? 0) === state.version - 1;
  }

  #find(wanted: Wanted): Item | undefined {
    if ('id' in wanted) return this.#live.get(keyOf(wanted));
    return [...this.#live.values()].find(({ type, slug }) => type === wanted.type && slug === wanted.slug);
  }
}

function keyOf({ type, id }: ItemKey): string {
  return `${type}/${id}`;
}
