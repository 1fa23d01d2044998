import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.js';
import type { KeyStore } from '../store/keys.js';
import { openKeyStore, openStore } from '../store/open.js';
import type { OpenOptions, Store } from '../store/store.js';

/** `read` writes nothing; `write` needs a database that is up to date; `migrate` makes one, or brings it up to date. */
type Purpose = 'read' | 'write' | 'migrate';

/** A publish touches very many pages of the indexes: what does not fit is written and read again and again. */
const PUBLISHING_CACHE_BYTES = 32 * 1024 * 1024;
/** The upper pages of the indexes of a large set, so that a read of it takes few more pages from the system than one of a small set. */
const READING_CACHE_BYTES = 32 * 1024 * 1024;

/** Runs work on the store that the settings name, and closes it whatever happens. */
export async function withStore<T>(purpose: Purpose, work: (store: Store) => Promise<T>): Promise<T> {
  return useStore(readConfig(), purpose, work);
}

/** The same, but reading where the settings say that `serve` reads. */
export async function withReplicas<T>(purpose: Purpose, work: (store: Store) => Promise<T>): Promise<T> {
  const config = readConfig();
  return useStore(config, purpose, work, { replicas: config.replicaUrls, cacheBytes: READING_CACHE_BYTES });
}

async function useStore<T>(
  { databaseUrl, databaseConnections: connections }: Config,
  purpose: Purpose,
  work: (store: Store) => Promise<T>,
  options: Pick<OpenOptions, 'replicas' | 'cacheBytes'> = {},
): Promise<T> {
  const access = { migrate: purpose === 'migrate', readonly: purpose === 'read' };
  const store = await openStore(databaseUrl, { ...access, ...options, connections });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The same for work that publishes, which makes the database where there is none. */
export async function withStoreToPublish<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig().databaseUrl, { migrate: true, cacheBytes: PUBLISHING_CACHE_BYTES });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The same with the keys that are kept beside the content. */
export async function withKeys<T>(purpose: Purpose, work: (keys: KeyStore) => Promise<T>): Promise<T> {
  const { databaseUrl, replicaUrls: replicas } = readConfig();
  const access = { migrate: purpose === 'migrate', readonly: purpose === 'read' };
  const keys = await openKeyStore(databaseUrl, { ...access, replicas });
  try {
    return await work(keys);
  } finally {
    await keys.close();
  }
}

/** Runs work that would publish but does not: where there is no database yet, on an empty one that goes away again. */
export function withStoreToJudge<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const file = /^sqlite:(.+)$/.exec(readConfig().databaseUrl)?.[1];
  return file === undefined || existsSync(file) ? withStore('write', work) : withEmptyStore(work);
}

/** Runs work on a store in which nothing was published, and leaves nothing behind. */
export async function withEmptyStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'second-opinion-'));
  try {
    const store = await openStore(`sqlite:${join(folder, 'empty.db')}`, { migrate: true });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
