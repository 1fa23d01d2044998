import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { policiesOf } from '../limits/caller.js';
import { type ShareOptions, shareLimits } from '../limits/share.js';
import { openLimitExchange } from '../store/open.js';

interface Given {
  /** The buckets of this process, or those of all processes of this machine. */
  readonly limits: ShareOptions['limits'];
  readonly config: Pick<Config, 'databaseUrl' | 'limits'>;
  readonly logger: Logger;
  readonly onFailure: () => void;
}

/** Keeps limits in step with those of the other machines on one database, where there can be any. Gives what ends it. */
export async function shareBetweenMachines({ limits, config, logger, onFailure }: Given): Promise<() => Promise<void>> {
  const exchange = await openLimitExchange(config.databaseUrl);
  if (exchange === undefined) return async () => undefined;
  const sharing = shareLimits({
    limits,
    exchange,
    policiesOf: (caller) => policiesOf(caller, config.limits),
    onFailure,
    logger,
  });
  return async () => {
    await sharing.stop();
    await exchange.close();
  };
}
