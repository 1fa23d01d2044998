import type { Logger } from 'pino';
import { buildApp } from '../app.js';
import type { Config } from '../config.js';
import { buildLogger } from '../http/logger.js';
import { drain } from '../http/shutdown.js';
import { createLocalLimits } from '../limits/local.js';
import type { MetricsListener } from '../metrics/listener.js';
import type { Metrics } from '../metrics/metrics.js';
import { buildInBackground } from '../snapshot/background.js';
import { openShelf } from '../snapshot/shelf.js';
import { StaleDraftError } from '../store/errors.js';
import type { KeyStore } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { CommandError } from './failure.js';
import { schedulePruning } from './prune-schedule.js';
import { shareBetweenMachines } from './share-limits.js';
import { watchSignals } from './signals.js';
import { publishSource } from './source.js';

export interface Served {
  readonly store: Store;
  readonly keys: KeyStore;
  readonly config: Config;
}

/** Serves until told to stop, and then until what was begun is done. */
export async function serve({ store, keys, config }: Served, seed: string | undefined): Promise<void> {
  const logger = buildLogger(config);
  const signals = watchSignals();
  process.on('uncaughtException', (error) => logger.fatal(error, 'uncaught'));
  if (seed !== undefined) await publishSeed(store, seed, logger);

  const metrics = config.metrics && (await import('../metrics/metrics.js')).createMetrics(store);
  const traces = config.tracesTo ? (await import('../metrics/traces.js')).createTraces(config.tracesTo) : undefined;
  const limits = createLocalLimits();
  const onFailure = () => metrics?.countLimitFailure();
  const endSharing = await shareBetweenMachines({ limits, config, logger, onFailure });
  const app = buildApp({
    store,
    keys,
    config,
    logger,
    metrics,
    traces,
    limits,
  });
  const endPruning = schedulePruning({ store, keys }, config, logger);
  const { databaseUrl, snapshotFolder, snapshotSeconds: seconds } = config;
  const snapshots = buildInBackground({ store, databaseUrl, shelf: openShelf(snapshotFolder), seconds, logger });
  let scraped: MetricsListener | undefined;
  try {
    if (config.metrics && metrics) scraped = await listenForMetrics(metrics, config.metrics, logger);
    const address = await listen(() => app.listen({ host: config.host, port: config.port }), config);
    const { revision, count } = store.latest();
    logger.info({ address, revision, count }, 'serving');
    logger.info({ signal: await signals.first, seconds: config.drainSeconds }, 'stopping');
    await Promise.race([drain(app, config.drainSeconds), signals.second.then(refuseToWait)]);
    logger.info('stopped');
  } catch (error) {
    app.server.closeAllConnections();
    throw error;
  } finally {
    metrics?.close();
    await Promise.all([endPruning(), endSharing(), snapshots.stop(), scraped?.close(), traces?.close()]);
  }
}

/** Two processes may start at once on one new database: `base` lets only one of them publish. */
async function publishSeed(store: Store, path: string, logger: Logger): Promise<void> {
  if ((await store.refresh()).revision > 0) return;
  try {
    const { revision } = await publishSource(store, path, { base: 0, note: 'Seed' });
    logger.info({ revision: revision.revision, count: revision.count }, 'published the seed');
  } catch (error) {
    if (!(error instanceof StaleDraftError)) throw error;
    await store.refresh();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already',
  EACCES: 'ports below 1024 need a permission that is missing',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'no such host is known',
};

async function listen<T>(start: () => Promise<T>, { host, port }: Pick<Config, 'host' | 'port'>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
    if (reason === undefined) throw error;
    throw new CommandError('address', `Cannot listen on ${host} port ${port}: ${reason}.`, { cause: error });
  }
}

async function listenForMetrics(metrics: Metrics, place: NonNullable<Config['metrics']>, logger: Logger) {
  const { serveMetrics } = await import('../metrics/listener.js');
  const listener = await listen(() => serveMetrics(metrics, place), place);
  logger.info({ address: listener.address }, 'metrics');
  return listener;
}

function refuseToWait(): never {
  throw new CommandError('interrupted', 'Stopped at once by a second signal.');
}
