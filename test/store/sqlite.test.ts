import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { testContract } from './contract.js';

testContract(t, async (t) => {
  const url = `sqlite:${join(t.testdir(), 'content.db')}`;
  let statements = 0;
  const open = () => openStore(url, { migrate: true, trace: () => (statements += 1) });
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
});
