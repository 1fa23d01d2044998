import { join } from 'node:path';
import type { Test } from 'tap';
import type { KeyStore } from '../../src/store/keys.js';
import { openKeyStore } from '../../src/store/open.js';
import { openServer, skipWithoutPostgres } from '../support/postgres.js';

/** An engine that keeps keys. */
export interface KeyEngine {
  readonly name: string;
  readonly skip: string | false;
  /** Makes a new, empty database, and gives what opens its keys, once more as another process would. */
  create(t: Test): Promise<() => Promise<KeyStore>>;
}

function opener(t: Test, url: string) {
  return async () => {
    const store = await openKeyStore(url, { migrate: true });
    t.teardown(() => store.close());
    return store;
  };
}

export const keyEngines: readonly KeyEngine[] = [
  { name: 'sqlite', skip: false, create: async (t) => opener(t, `sqlite:${join(t.testdir(), 'content.db')}`) },
  {
    name: 'postgres',
    skip: skipWithoutPostgres,
    create: async (t) => opener(t, await (await openServer()).createDatabase(t)),
  },
];
