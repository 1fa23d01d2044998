import type { Logger } from 'pino';
import type { Store } from '../store/store.js';

/** Tells the log when the store stops answering, when it answers again, and what is wrong although it does. Gives what ends it. */
export function watchStore(store: Pick<Store, 'ping' | 'listTroubles'>, logger: Logger, every = 1000): () => void {
  let failing: string | undefined;
  let troubles: readonly string[] = [];

  function note(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== failing) logger.error({ reason }, 'the store cannot be relied on: /readyz answers 503');
    failing = reason;
  }
  function compareTroubles(): void {
    const now = store.listTroubles();
    for (const reason of now)
      if (!troubles.includes(reason)) logger.warn({ reason }, 'a database server needs to be looked at');
    if (now.length === 0 && troubles.length > 0) logger.info('all database servers are well again');
    troubles = now;
  }
  const look = async () => {
    try {
      await store.ping();
      if (failing !== undefined) logger.info('the store answers again');
      failing = undefined;
      compareTroubles();
    } catch (error) {
      note(error);
    }
  };
  const timer = setInterval(look, every).unref();
  return () => clearInterval(timer);
}
