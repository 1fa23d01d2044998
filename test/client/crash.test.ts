import Database from 'better-sqlite3';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import t, { type Test } from 'tap';
import {
  IndexedDbStore,
  MemoryStore,
  Replica,
  type ReplicaStore,
  SqliteStore,
  toSqliteHandle,
} from '../../src/client/index.js';
import { anonymous, article, question, topic } from './content.js';
import { Service } from './service.js';

class Crash extends Error {}

/** The same store, but that the n-th write crashes: before it is done, or after, when its answer is lost. */
function crashing(store: ReplicaStore, nth: number, when: 'before' | 'after'): ReplicaStore {
  let writes = 0;
  const write = async (step: () => Promise<boolean>) => {
    const crashes = ++writes === nth;
    if (crashes && when === 'before') throw new Crash();
    const result = await step();
    if (crashes) throw new Crash();
    return result;
  };
  return {
    read: (wanted) => store.read(wanted),
    list: (after, limit) => store.list(after, limit),
    save: (state) => write(() => store.save(state)),
    stage: (state, changes, fresh) => write(() => store.stage(state, changes, fresh)),
    apply: (state, mode) => write(() => store.apply(state, mode)),
  };
}

async function held(store: ReplicaStore): Promise<string[]> {
  return (await store.list(undefined, 10_000)).items.map(({ type, id, digest }) => `${type}/${id}=${digest}`).sort();
}

const stores = {
  'in memory': async () => new MemoryStore(),
  SQLite: async (t: Test) => {
    const database = new Database(':memory:');
    t.teardown(() => database.close());
    return SqliteStore.open(toSqliteHandle(database));
  },
  IndexedDB: async () => IndexedDbStore.open({ indexedDB: new IDBFactory(), IDBKeyRange }),
};

for (const [name, openStore] of Object.entries(stores)) {
  t.test(`a crash at any write leaves a whole copy, and the next sync goes on: ${name}`, async (t) => {
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1, crashed = true; crashed; nth++) {
        const service = await Service.open(t);
        service.pageSize = 2;
        const store = await openStore(t);
        const sync = (on: ReplicaStore) =>
          new Replica({
            baseUrl: 'https://api.example.org',
            store: on,
            fetch: service.fetch,
            wait: async () => {},
          }).sync();
        const states = [[] as string[]];
        crashed = false;
        const unstable = crashing(store, nth, when);
        const publishes = [
          () => service.publish(article()),
          () =>
            service.publish(
              [question('knee', { answers: ['knee.ann'] })],
              [{ type: 'answer', id: 'knee.other', reason: 'safety' }],
            ),
          async () => {
            await service.restore(1);
            await service.publish([anonymous('knee.other', 'knee', 'Rest more.'), { ...topic, summary: 'New' }]);
          },
        ];
        for (const publish of publishes) {
          await publish();
          states.push(await service.live());
          try {
            await sync(unstable);
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
            crashed = true;
            const now = JSON.stringify(await held(store));
            t.ok(
              states.some((state) => JSON.stringify(state) === now),
              `whole after write ${nth}, ${when}`,
            );
            t.match(await sync(store), { outcome: 'complete' });
          }
          t.same(await held(store), await service.live());
        }
      }
    }
  });
}
