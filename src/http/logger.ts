import { type Logger, pino } from 'pino';
import type { Config } from '../config.js';

/** What is longer may be torn apart by what another process writes to the same pipe (POSIX, PIPE_BUF). */
const MAX_WRITE = 4096;

/** So much of the log waits to be written at once, and for so long. */
const BUFFERED = MAX_WRITE / 2;
const WAIT_MILLISECONDS = 100;

interface LogOptions {
  /** The process id of a worker. */
  readonly worker?: number;
  /** A file; standard output when left out. */
  readonly dest?: string;
}

/**
 * The log: JSON lines on standard output, those of a worker with its process id. Lines are written several at once; warnings and
 * worse do not wait, and take along what was before them. Whoever logs headers does not log who may read what.
 */
export function buildLogger({ logLevel }: Pick<Config, 'logLevel'>, { worker, dest }: LogOptions = {}): Logger {
  const output = pino.destination({
    ...(dest !== undefined && { dest }),
    sync: true,
    minLength: BUFFERED,
    maxWrite: MAX_WRITE,
    periodicFlush: WAIT_MILLISECONDS,
  });
  process.once('exit', () => output.flushSync());
  const { warn } = pino.levels.values;
  const options = {
    level: logLevel,
    base: worker === undefined ? null : { worker },
    redact: ['authorization', 'headers.authorization', '*.headers.authorization', 'headers.cookie', '*.headers.cookie'],
    hooks: {
      logMethod(args: Parameters<pino.LogFn>, log: pino.LogFn, level: number) {
        log.apply(this, args);
        if (warn !== undefined && level >= warn) output.flushSync();
      },
    },
  };
  return pino(options, output);
}
