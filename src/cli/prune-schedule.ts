import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { prune, total } from '../content/prune.js';
import { pruneUsage } from '../keys/prune-usage.js';
import type { KeyStore } from '../store/keys.js';
import type { Store } from '../store/store.js';

/** In milliseconds: a minute from the start, so that a process that never lives for an hour prunes too, and then every hour. */
const HOURLY = { first: 60_000, every: 3_600_000 };

/** Prunes again and again, as long as the process has something else to do. Gives what ends it. */
export function schedulePruning(
  { store, keys }: { readonly store: Store; readonly keys: Pick<KeyStore, 'countUsage' | 'pruneUsage'> },
  { retention, usageDays }: Pick<Config, 'retention' | 'usageDays'>,
  logger: Logger,
  { first: wait, every } = HOURLY,
): () => Promise<void> {
  const ending = new AbortController();
  let running = Promise.resolve();

  async function run(): Promise<void> {
    try {
      const { oldest, removed } = await prune(store, retention, { signal: ending.signal });
      if (total(removed) > 0) logger.info({ oldest, ...removed }, 'pruned');
      const rows = await pruneUsage(keys, usageDays, { signal: ending.signal });
      if (rows > 0) logger.info({ rows }, 'pruned usage');
    } catch (error) {
      // The next one goes on from there.
      logger.warn({ err: error }, 'pruning was put off');
    }
  }
  const start = () => {
    running = running.then(run);
  };
  const first = setTimeout(start, wait).unref();
  const hourly = setInterval(start, every).unref();
  return () => {
    clearTimeout(first);
    clearInterval(hourly);
    ending.abort();
    return running;
  };
}
