import type { Test } from 'tap';
import { openStore } from '../../src/store/open.js';
import type { OpenOptions, Store } from '../../src/store/store.js';
import type { Engine } from './contract.js';

/** An engine for the contract suite on the database at a URL, that counts its statements. */
export function countingEngine(
  t: Test,
  url: string,
  options: Pick<OpenOptions, 'replicas' | 'connections'> = {},
): Engine {
  let statements = 0;
  let first: Store | undefined;
  return {
    open: async () => {
      const store = await openStore(url, { migrate: true, ...options, trace: () => (statements += 1) });
      first ??= store;
      t.teardown(() => store.close());
      return store;
    },
    countStatements: async (work) => {
      if (first === undefined) throw new Error('open it first');
      const before = statements;
      await work(first);
      return statements - before;
    },
  };
}
