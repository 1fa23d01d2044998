import { readConfig } from '../config.js';
import { buildLogger } from '../http/logger.js';
import { drain, retire } from '../http/shutdown.js';
import { policiesOf } from '../limits/caller.js';
import { createLocalLimits } from '../limits/local.js';
import { shareLimits } from '../limits/share.js';
import type { KeyReads } from '../store/keys.js';
import type { ReadStore } from '../store/store.js';
import { type Channel, openChannel } from '../workers/channel.js';
import { toFailure } from './failure.js';
import { listen } from './listening.js';
import { buildService } from './service.js';
import { withKeys, withReplicas } from './with-store.js';

/** Serves as one of several until the primary says that it is enough. Whatever keeps it from serving, the primary reports. */
export async function serveAsWorker(): Promise<void> {
  // A terminal sends its signals to every process: who ends, and when, the primary decides.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  const channel = openChannel();
  try {
    await withReplicas('read', (store) => withKeys('write', (keys) => serve(store, keys, channel)));
  } catch (error) {
    const { exit, sentence } = toFailure(error);
    await channel.tell({ kind: 'failed', exit, sentence });
    await channel.released;
  }
}

async function serve(store: ReadStore, keys: KeyReads, channel: Channel): Promise<void> {
  const config = readConfig();
  const logger = buildLogger(config, { worker: process.pid });
  process.on('uncaughtException', (error) => logger.fatal(error, 'uncaught'));
  const limits = createLocalLimits();
  const { app, metrics, endMeasuring } = await buildService({ store, keys, config, logger, limits });
  const read = async () => [...((await metrics?.read()) ?? [])];

  const place = { host: config.host, port: config.port, listenTextResolver: () => 'ready' };
  const address = await listen(() => app.listen(place), config);
  const drained = new Promise<void>((resolve, reject) => {
    channel.obey({
      drain: (isReplaced) => void (isReplaced ? retire : drain)(app, config.drainSeconds).then(resolve, reject),
      measure: () => void read().then((metrics) => channel.tell({ kind: 'measured', metrics }), reject),
    });
  });
  const sharing = shareLimits({
    limits,
    exchange: channel.exchange,
    policiesOf: (caller) => policiesOf(caller, config.limits),
    onFailure: () => metrics?.countLimitFailure(),
    logger,
  });
  await channel.tell({ kind: 'serving', address });

  await drained;
  await sharing.stop();
  await channel.tell({ kind: 'drained', metrics: await read() });
  await endMeasuring();
  await channel.released;
}
