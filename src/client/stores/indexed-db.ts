import type { ReplicaState } from '../replica-state.js';
import type { Item, ItemKey, Moment, ReplicaStore, StagedChange, Wanted } from '../replica-store.js';
import type {
  Database,
  DbRequest,
  IndexedDbScope,
  KeyRange,
  ObjectStore,
  OpenRequest,
  Transaction,
} from './indexed-db-api.js';

const STATE = 'state';
const LIVE = 'live';
const STAGED = 'staged';
const BY_SLUG = 'slug';

/** How many staged changes are in memory at a time while they are applied. */
const CHUNK = 500;

/** Keeps a copy in an IndexedDB database: in pages, service workers and other tabs alike. */
export class IndexedDbStore implements ReplicaStore {
  readonly #database: Database;
  readonly #scope: IndexedDbScope;

  private constructor(database: Database, scope: IndexedDbScope) {
    this.#database = database;
    this.#scope = scope;
    // Another tab wants to delete or upgrade the database: do not stand in its way.
    database.addEventListener('versionchange', () => database.close());
  }

  /** Opens the database of a name, or makes it. `scope` is `window`, or `self` in a worker. */
  static async open(scope: IndexedDbScope, name = 'second-opinion'): Promise<IndexedDbStore> {
    const request = scope.indexedDB.open(name, 1);
    request.addEventListener('upgradeneeded', () => makeStores(request));
    return new IndexedDbStore(await done(request), scope);
  }

  close(): void {
    this.#database.close();
  }

  async read(wanted: readonly Wanted[]): Promise<Moment<readonly (Item | undefined)[]>> {
    const transaction = this.#database.transaction([STATE, LIVE], 'readonly');
    const live = transaction.objectStore(LIVE);
    const [state, ...items] = await Promise.all([readState(transaction), ...wanted.map((one) => findItem(live, one))]);
    return { state, items };
  }

  async list(after: ItemKey | undefined, limit: number): Promise<Moment<readonly Item[]>> {
    const transaction = this.#database.transaction([STATE, LIVE], 'readonly');
    const values = done(transaction.objectStore(LIVE).getAll(this.#after(after), limit));
    const state = await readState(transaction);
    return { state, items: (await values).filter(isItem) };
  }

  save(state: ReplicaState): Promise<boolean> {
    return this.#write(state, async () => undefined);
  }

  stage(state: ReplicaState, changes: readonly StagedChange[], fresh: boolean): Promise<boolean> {
    return this.#write(state, async (_live, staged) => {
      if (fresh) await done(staged.clear());
      await Promise.all(changes.map((change) => done(staged.put(toStaged(change)))));
    });
  }

  apply(state: ReplicaState, mode: 'merge' | 'replace'): Promise<boolean> {
    return this.#write(state, async (live, staged) => {
      if (mode === 'replace') await done(live.clear());
      for (let last: StagedRow | undefined; ; ) {
        const rows = (await done(staged.getAll(this.#after(last), CHUNK))).filter(isStagedRow);
        await Promise.all(
          rows.map((row) => done(row.item === null ? live.delete([row.type, row.id]) : live.put(row.item))),
        );
        if (rows.length < CHUNK) break;
        last = rows.at(-1);
      }
      await done(staged.clear());
    });
  }

  #after(key: ItemKey | undefined): KeyRange | null {
    return key === undefined ? null : this.#scope.IDBKeyRange.lowerBound([key.type, key.id], true);
  }

  async #write(
    state: ReplicaState,
    change: (live: ObjectStore, staged: ObjectStore) => Promise<void>,
  ): Promise<boolean> {
    const transaction = this.#database.transaction([STATE, LIVE, STAGED], 'readwrite');
    const committed = completion(transaction);
    try {
      const stored = await readState(transaction);
      const isNext = (stored?.version ?? 0) === state.version - 1;
      if (isNext) {
        await change(transaction.objectStore(LIVE), transaction.objectStore(STAGED));
        await done(transaction.objectStore(STATE).put(state, STATE));
      }
      await committed;
      return isNext;
    } catch (error) {
      abort(transaction);
      await committed.catch(() => undefined);
      throw error;
    }
  }
}

interface StagedRow extends ItemKey {
  /** null: withdrawn. */
  readonly item: Item | null;
}

function makeStores({ result }: OpenRequest): void {
  result.createObjectStore(STATE);
  // A null slug is no valid key: such items are left out of the index.
  result.createObjectStore(LIVE, { keyPath: ['type', 'id'] }).createIndex(BY_SLUG, ['type', 'slug']);
  result.createObjectStore(STAGED, { keyPath: ['type', 'id'] });
}

function toStaged(change: StagedChange): StagedRow {
  if (change.op === 'delete') return { type: change.type, id: change.id, item: null };
  return { type: change.item.type, id: change.item.id, item: change.item };
}

async function readState(transaction: Transaction): Promise<ReplicaState | undefined> {
  const state = await done(transaction.objectStore(STATE).get(STATE));
  return isState(state) ? state : undefined;
}

async function findItem(live: ObjectStore, wanted: Wanted): Promise<Item | undefined> {
  const request =
    'id' in wanted ? live.get([wanted.type, wanted.id]) : live.index(BY_SLUG).get([wanted.type, wanted.slug]);
  const value = await done(request);
  return isItem(value) ? value : undefined;
}

/* This store alone wrote what it reads: what is there at all has its shape. */

function isState(value: unknown): value is ReplicaState {
  return value !== undefined;
}

function isItem(value: unknown): value is Item {
  return value !== undefined;
}

function isStagedRow(value: unknown): value is StagedRow {
  return value !== undefined;
}

function done<T>(request: DbRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

function completion(transaction: Transaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('The transaction was aborted.')));
  });
}

/** A transaction that failed by itself is over already, and says so by a throw. */
function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch {}
}
