import { type Logger, pino } from 'pino';
import type { Config } from '../config.js';

/** The log: JSON lines on standard output. Whoever logs headers does not log who may read what. */
export function buildLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({
    level: logLevel,
    base: null,
    redact: ['authorization', 'headers.authorization', '*.headers.authorization', 'headers.cookie', '*.headers.cookie'],
  });
}
