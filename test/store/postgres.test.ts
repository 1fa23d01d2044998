import t from 'tap';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';
import { testContract } from './contract.js';

/** Fewer than on SQLite: a database of a server takes longer to make, and every read a way. */
const RUNS = 8;

t.test('on one server', { skip: skipWithoutPostgres }, async (t) => {
  const server = await openServer();
  testContract(
    t,
    async (t) => {
      const url = await server.createDatabase(t);
      let statements = 0;
      const open = () => openStore(url, { migrate: true, connections: 2, trace: () => (statements += 1) });
      let first: Store | undefined;
      return {
        open: async () => {
          const store = await open();
          first ??= store;
          return store;
        },
        countStatements: async (work) => {
          if (first === undefined) throw new Error('open it first');
          const before = statements;
          await work(first);
          return statements - before;
        },
      };
    },
    RUNS,
  );
});
