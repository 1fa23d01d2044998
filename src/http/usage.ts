import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openUsageBook } from '../keys/usage.js';
import { insist } from '../store/insist.js';
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

export interface UsageCount {
  /** The operation that a request is for is deprecated. */
  noteDeprecated(request: FastifyRequest): void;
  /** Gives what counts an answer of a route to somebody without a key that the route did not give itself. */
  counter(route: string, isCharged: boolean): () => void;
}

/** Counts what is asked for by key and route, and writes it now and then, and when the app closes. */
export function countUsage(app: FastifyInstance, { keys, access, meter, every = 10_000 }: Given): UsageCount {
  const book = openUsageBook(keys);
  const deprecated = new WeakSet<FastifyRequest>();
  const counters = new Map<string, { readonly route: string; readonly isCharged: boolean; requests: number }>();

  app.addHook('onResponse', async (request, reply) => {
    const key = access.keyOf(request);
    // Whose key cannot be used is nobody known.
    if (!isGuarded(request) || reply.statusCode === 401) return;
    book.count({
      prefix: key?.prefix ?? '',
      route: request.routeOptions.url ?? '',
      requests: 1,
      isCharged: meter.isCharged(request),
      isDeprecated: deprecated.has(request),
    });
  });

  /** A process that ends has no next time. */
  async function flush(isLast = false): Promise<void> {
    for (const counter of counters.values()) {
      const { route, isCharged, requests } = counter;
      if (requests > 0) book.count({ prefix: '', route, requests, isCharged, isDeprecated: false });
      counter.requests = 0;
    }
    try {
      await (isLast ? insist(() => book.flush()) : book.flush());
    } catch (error) {
      app.log.warn({ err: error }, `usage was not written; it is ${isLast ? 'lost' : 'kept for the next time'}`);
    }
  }
  const timer = setInterval(() => void flush(), every).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await flush(true);
  });

  return {
    noteDeprecated: (request) => void deprecated.add(request),
    counter(route, isCharged) {
      const id = `${route} ${isCharged}`;
      const counter = counters.get(id) ?? { route, isCharged, requests: 0 };
      counters.set(id, counter);
      return () => {
        counter.requests += 1;
      };
    },
  };
}
