import { join } from 'node:path';
import Database from 'better-sqlite3';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import t from 'tap';
import { IndexedDbStore, MemoryStore, type SqliteHandle, SqliteStore, toSqliteHandle } from '../../src/client/index.js';
import { NEW_STATE } from '../../src/client/replica-state.js';
import { replicaStoreContract } from './store-contract.js';

t.test('in memory', async (t) => replicaStoreContract(t, async () => ({ store: new MemoryStore() })));

t.test('SQLite', async (t) =>
  replicaStoreContract(t, async (t) => {
    const file = join(t.testdir(), 'copy.db');
    const open = () => {
      const database = new Database(file);
      t.teardown(() => database.close());
      return SqliteStore.open(toSqliteHandle(database));
    };
    return { store: await open(), reopen: open };
  }),
);

t.test('SQLite that answers later, as on a phone', async (t) =>
  replicaStoreContract(t, async (t) => {
    const file = join(t.testdir(), 'copy.db');
    const open = () => {
      const database = new Database(file);
      t.teardown(() => database.close());
      const { run, all } = toSqliteHandle(database);
      const later: SqliteHandle = {
        run: async (...args) => run(...args),
        all: async (...args) => all(...args),
      };
      return SqliteStore.open(later);
    };
    return { store: await open(), reopen: open };
  }),
);

t.test('IndexedDB', async (t) =>
  replicaStoreContract(t, async () => {
    const scope = { indexedDB: new IDBFactory(), IDBKeyRange };
    return { store: await IndexedDbStore.open(scope), reopen: () => IndexedDbStore.open(scope) };
  }),
);

t.test('a write that fails half-way leaves an SQLite copy as it was, and the store usable', async (t) => {
  const database = new Database(':memory:');
  t.teardown(() => database.close());
  const { run, all } = toSqliteHandle(database);
  let fails = false;
  const store = await SqliteStore.open({
    run: (sql, values) => {
      if (fails && sql.startsWith('DELETE FROM replica_staged')) throw new Error('The disk is full.');
      return run(sql, values);
    },
    all,
  });
  const time = '2025-03-01T00:00:00.000Z';
  const topic = {
    type: 'topic',
    id: 'a',
    slug: 'a',
    revision: 1,
    publishedAt: time,
    updatedAt: time,
    digest: 'sha256-a',
  };
  await store.stage({ ...NEW_STATE, version: 1 }, [{ op: 'upsert', item: { ...topic, resource: topic } }], true);
  fails = true;
  await t.rejects(store.apply({ ...NEW_STATE, version: 2 }, 'merge'), { message: 'The disk is full.' });
  fails = false;
  t.same((await store.list(undefined, 9)).items, []);
  t.ok(await store.apply({ ...NEW_STATE, version: 2 }, 'merge'));
  t.equal((await store.list(undefined, 9)).items.length, 1);
});
