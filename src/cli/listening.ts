import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { MetricsListener } from '../metrics/listener.js';
import type { Metrics } from '../metrics/metrics.js';
import { CommandError } from './failure.js';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already',
  EACCES: 'ports below 1024 need a permission that is missing',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'no such host is known',
};

/** Runs what listens, and says in a sentence why it cannot. */
export async function listen<T>(start: () => Promise<T>, { host, port }: Pick<Config, 'host' | 'port'>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
    if (reason === undefined) throw error;
    throw new CommandError('address', `Cannot listen on ${host} port ${port}: ${reason}.`, { cause: error });
  }
}

export async function listenForMetrics(
  metrics: Pick<Metrics, 'write' | 'mediaType'>,
  place: NonNullable<Config['metrics']>,
  logger: Logger,
): Promise<MetricsListener> {
  const { serveMetrics } = await import('../metrics/listener.js');
  const listener = await listen(() => serveMetrics(metrics, place), place);
  logger.info({ address: listener.address }, 'metrics');
  return listener;
}
