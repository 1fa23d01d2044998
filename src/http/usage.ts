import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openUsageBook } from '../keys/usage.js';
import type { KeyReads } from '../store/keys.js';
import type { Access } from './access.js';
import { isGuarded } from './guarded.js';
import type { Meter } from './meter.js';

interface Given {
  readonly keys: Pick<KeyReads, 'addUsage'>;
  readonly access: Access;
  readonly meter: Pick<Meter, 'isCharged'>;
  /** In milliseconds: how long what was counted waits. */
  readonly every?: number;
}

/** How often a process that ends tries to write what it has counted, and how long it waits between: others may be writing. */
const LAST_TRIES = 40;
const LAST_WAIT_MILLISECONDS = 50;

/** Counts what is asked for by key and route, and writes it now and then, and when the app closes. */
export function countUsage(
  app: FastifyInstance,
  { keys, access, meter, every = 10_000 }: Given,
): { noteDeprecated(request: FastifyRequest): void } {
  const book = openUsageBook(keys);
  const deprecated = new WeakSet<FastifyRequest>();

  app.addHook('onResponse', async (request, reply) => {
    const key = access.keyOf(request);
    // Whose key cannot be used is nobody known.
    if (!isGuarded(request) || reply.statusCode === 401) return;
    book.count({
      prefix: key?.prefix ?? '',
      route: request.routeOptions.url ?? '',
      isCharged: meter.isCharged(request),
      isDeprecated: deprecated.has(request),
    });
  });

  const timer = setInterval(async () => {
    try {
      await book.flush();
    } catch (error) {
      app.log.warn({ err: error }, 'usage was not written; it is kept for the next time');
    }
  }, every).unref();

  async function flushAtLast(tries = LAST_TRIES): Promise<void> {
    try {
      await book.flush();
    } catch (error) {
      if (tries <= 1) return app.log.error({ err: error }, 'usage was not written; it is lost');
      await wait(LAST_WAIT_MILLISECONDS);
      await flushAtLast(tries - 1);
    }
  }
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await flushAtLast();
  });

  return { noteDeprecated: (request) => void deprecated.add(request) };
}
