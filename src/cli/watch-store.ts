import type { Logger } from 'pino';
import type { Store } from '../store/store.js';

/** Tells the log when the store stops answering, and when it answers again. Gives what ends it. */
export function watchStore(store: Pick<Store, 'ping'>, logger: Logger, every = 1000): () => void {
  let failing: string | undefined;

  function note(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== failing) logger.error({ reason }, 'the store cannot be relied on: /readyz answers 503');
    failing = reason;
  }
  const look = async () => {
    try {
      await store.ping();
      if (failing !== undefined) logger.info('the store answers again');
      failing = undefined;
    } catch (error) {
      note(error);
    }
  };
  const timer = setInterval(look, every).unref();
  return () => clearInterval(timer);
}
