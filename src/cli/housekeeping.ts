import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { buildInBackground } from '../snapshot/background.js';
import { openShelf } from '../snapshot/shelf.js';
import { StaleDraftError } from '../store/errors.js';
import type { KeyStore } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { schedulePruning } from './prune-schedule.js';
import { publishSource } from './source.js';
import { watchStore } from './watch-store.js';

interface Kept {
  readonly store: Store;
  readonly keys: KeyStore;
}

/** What one process does for all that serve here: it prunes, builds snapshots and watches the store. Gives what ends it. */
export function keepHouse({ store, keys }: Kept, config: Config, logger: Logger): () => Promise<void> {
  const endWatch = watchStore(store, logger);
  const endPruning = schedulePruning({ store, keys }, config, logger);
  const { databaseUrl, snapshotFolder, snapshotSeconds: seconds } = config;
  const snapshots = buildInBackground({ store, databaseUrl, shelf: openShelf(snapshotFolder), seconds, logger });
  return async () => {
    endWatch();
    await Promise.all([endPruning(), snapshots.stop()]);
  };
}

/** Two processes may start at once on one new database: `base` lets only one of them publish. */
export async function publishSeed(store: Store, path: string | undefined, logger: Logger): Promise<void> {
  if (path === undefined || (await store.refresh()).revision > 0) return;
  try {
    const { revision } = await publishSource(store, path, { base: 0, note: 'Seed' });
    logger.info({ revision: revision.revision, count: revision.count }, 'published the seed');
  } catch (error) {
    if (!(error instanceof StaleDraftError)) throw error;
    await store.refresh();
  }
}
