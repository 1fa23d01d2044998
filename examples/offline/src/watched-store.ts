import type { ItemKey, ReplicaState, ReplicaStore, StagedChange, Wanted } from 'second-opinion/client';

/**
 * A store that tells when what readers see may have changed: here, and in the other tabs that share the store. A recall is
 * such a change, and is told before the rest of the sync has come or failed.
 */
export class WatchedStore implements ReplicaStore {
  readonly #store: ReplicaStore;
  readonly #onChange: () => void;
  readonly #others = new BroadcastChannel('second-opinion');

  constructor(store: ReplicaStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#others.addEventListener('message', onChange);
  }

  read(wanted: readonly Wanted[]) {
    return this.#store.read(wanted);
  }

  list(after: ItemKey | undefined, limit: number) {
    return this.#store.list(after, limit);
  }

  save(state: ReplicaState): Promise<boolean> {
    return this.#tell(this.#store.save(state));
  }

  /** What is staged, nobody sees. */
  stage(state: ReplicaState, changes: readonly StagedChange[], fresh: boolean): Promise<boolean> {
    return this.#store.stage(state, changes, fresh);
  }

  apply(state: ReplicaState, mode: 'merge' | 'replace'): Promise<boolean> {
    return this.#tell(this.#store.apply(state, mode));
  }

  async #tell(written: Promise<boolean>): Promise<boolean> {
    const isWritten = await written;
    if (isWritten) {
      this.#others.postMessage('changed');
      this.#onChange();
    }
    return isWritten;
  }
}
