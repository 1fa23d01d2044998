import type { Config } from '../config.js';
import { buildLogger } from '../http/logger.js';
import { drain } from '../http/shutdown.js';
import { createLocalLimits } from '../limits/local.js';
import type { MetricsListener } from '../metrics/listener.js';
import type { KeyStore } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { keepHouse, publishSeed } from './housekeeping.js';
import { listen, listenForMetrics } from './listening.js';
import { buildService } from './service.js';
import { refuseToWait, watchSignals } from './signals.js';
import { requireSnapshotFolder } from './snapshot-folder.js';

export interface Served {
  readonly store: Store;
  readonly keys: KeyStore;
  readonly config: Config;
}

/** Serves in this process alone until told to stop, and then until what was begun is done. */
export async function serve({ store, keys, config }: Served, seed: string | undefined): Promise<void> {
  const logger = buildLogger(config);
  const signals = watchSignals(['SIGINT', 'SIGTERM', 'SIGHUP']);
  process.on('uncaughtException', (error) => logger.fatal(error, 'uncaught'));
  if (config.snapshotSeconds !== 'off') requireSnapshotFolder(config);
  await publishSeed(store, seed, logger);

  const { app, metrics, endMeasuring } = await buildService({
    store,
    keys,
    config,
    logger,
    limits: createLocalLimits(),
  });
  const endHousekeeping = keepHouse({ store, keys }, config, logger);
  let scraped: MetricsListener | undefined;
  try {
    if (config.metrics && metrics) scraped = await listenForMetrics(metrics, config.metrics, logger);
    const address = await listen(() => app.listen({ host: config.host, port: config.port }), config);
    const { revision, count } = store.latest();
    logger.info({ address, revision, count }, 'serving');
    logger.info({ signal: await signals.first, seconds: config.drainSeconds }, 'stopping');
    await Promise.race([drain(app, config.drainSeconds), refuseToWait(signals)]);
    logger.info('stopped');
  } catch (error) {
    app.server.closeAllConnections();
    throw error;
  } finally {
    await Promise.all([endHousekeeping(), scraped?.close(), endMeasuring()]);
  }
}
