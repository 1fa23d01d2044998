import { type Logger, pino } from 'pino';
import type { Config } from '../config.js';

/**
 * The log: JSON lines on standard output, those of a worker with its process id. Whoever logs headers does not log who may read
 * what.
 */
export function buildLogger({ logLevel }: Pick<Config, 'logLevel'>, worker?: number): Logger {
  return pino({
    level: logLevel,
    base: worker === undefined ? null : { worker },
    redact: ['authorization', 'headers.authorization', '*.headers.authorization', 'headers.cookie', '*.headers.cookie'],
  });
}
