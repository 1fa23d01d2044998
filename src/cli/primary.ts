import type { Config } from '../config.js';
import { buildLogger } from '../http/logger.js';
import { createHub } from '../limits/hub.js';
import type { MetricsListener } from '../metrics/listener.js';
import type { KeyStore } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { gatherMetrics } from '../workers/metrics.js';
import { createPool } from '../workers/pool.js';
import { startWorker } from '../workers/worker.js';
import { keepHouse, publishSeed } from './housekeeping.js';
import { listenForMetrics } from './listening.js';
import { refuseToWait, watchSignals } from './signals.js';
import { requireSnapshotFolder } from './snapshot-folder.js';

/** How long a worker may take to end once it has drained, with the time that its connections are given. */
const END_MILLISECONDS = 15_000;

export interface Primary {
  readonly store: Store;
  readonly keys: KeyStore;
  readonly config: Config;
  readonly workers: number;
}

/** Has workers serve until told to stop. What is done once for all of them is done here. */
export async function serveByWorkers(given: Primary, seed: string | undefined): Promise<void> {
  const { store, keys, config, workers: count } = given;
  const logger = buildLogger(config);
  const signals = watchSignals(['SIGINT', 'SIGTERM']);
  process.on('uncaughtException', (error) => logger.fatal(error, 'uncaught'));

  const own = config.metrics && (await import('../metrics/metrics.js')).createMetrics(store);
  const metrics = own && gatherMetrics(own, () => pool.list());
  const hub = createHub();
  let bound = config.port;
  let port = bound;
  let failures = 0;
  const pool = createPool({
    count,
    start() {
      // All listen alike; a free port that was picked is named when nobody holds it any more.
      if (pool.list().length === 0) port = bound;
      return startWorker({ PORT: String(port) }, hub.join());
    },
    patienceMilliseconds: config.drainSeconds * 1000 + END_MILLISECONDS,
    onEnd(worker, wasTold) {
      metrics?.keep(worker);
      if (!wasTold) failures += 1;
    },
    logger,
  });
  own?.measureWorkers({ count: () => pool.list().length, failures: () => failures });
  process.on('SIGHUP', () => {
    logger.info({ signal: 'SIGHUP' }, 'reloading');
    void pool.reload();
  });
  if (config.snapshotSeconds !== 'off') requireSnapshotFolder(config);
  await publishSeed(store, seed, logger);

  const endHousekeeping = keepHouse({ store, keys }, config, logger);
  let scraped: MetricsListener | undefined;
  try {
    if (config.metrics && metrics) scraped = await listenForMetrics(metrics, config.metrics, logger);
    const address = await pool.start();
    bound = Number(new URL(address).port || port);
    const { revision, count: resources } = store.latest();
    logger.info({ address, workers: pool.list().map(({ pid }) => pid), revision, count: resources }, 'serving');
    logger.info({ signal: await signals.first, seconds: config.drainSeconds }, 'stopping');
    await Promise.race([pool.drain(), refuseToWait(signals)]);
    logger.info('stopped');
  } finally {
    pool.kill();
    own?.close();
    await Promise.all([endHousekeeping(), scraped?.close()]);
  }
}
