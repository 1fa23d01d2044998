import type { LimitExchange, Policy } from './limits.js';
import type { LocalLimits } from './local.js';

export interface ShareOptions {
  readonly limits: Pick<LocalLimits, 'charge' | 'collect' | 'keep'>;
  readonly exchange: LimitExchange;
  readonly policiesOf: (caller: string) => readonly Policy[];
  /** Told of every exchange that failed. */
  readonly onFailure?: () => void;
  readonly logger: { warn(fields: object, message: string): void };
}

const LOG_EVERY_MILLISECONDS = 10_000;

/**
 * Keeps the buckets of this process in step with those of others. While they cannot be reached, callers are held to the buckets
 * of this process alone, and what they take is told later: limits protect the service, they are not a lock.
 */
export function shareLimits({ limits, exchange, policiesOf, onFailure = () => {}, logger }: ShareOptions): {
  /** Exchanges now; at the same time as the timer, once. Never rejects. */
  swap(): Promise<void>;
  /** Hands over what is left, and ends. */
  stop(): Promise<void>;
} {
  let failures = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  let swapping: Promise<void> | undefined;

  function fail(error: unknown): void {
    failures += 1;
    onFailure();
    if (performance.now() - loggedAt < LOG_EVERY_MILLISECONDS) return;
    loggedAt = performance.now();
    logger.warn({ err: error, failures }, 'limits are those of this process alone: the others cannot be reached');
  }

  async function run(): Promise<void> {
    const taken = limits.collect();
    try {
      const elsewhere = await exchange.swap(taken);
      for (const [caller, cost] of elsewhere) limits.charge(caller, policiesOf(caller), cost);
    } catch (error) {
      limits.keep(taken);
      fail(error);
    }
  }

  function swap(): Promise<void> {
    swapping ??= run().finally(() => {
      swapping = undefined;
    });
    return swapping;
  }

  const timer = setInterval(swap, exchange.everyMilliseconds).unref();
  return {
    swap,
    async stop() {
      clearInterval(timer);
      await swapping;
      await swap();
    },
  };
}
