import process from 'node:process';
import type { LimitExchange, Taken } from '../limits/limits.js';
import { type FromWorker, readToWorker } from './messages.js';

/** So that what a caller took is known everywhere within a tenth of a second. */
const EXCHANGE_MILLISECONDS = 50;

/** What the primary has a worker do. */
export interface Duties {
  /** It may be told first that it was replaced, and then to stop. */
  drain(isReplaced: boolean): void;
  measure(): void;
}

/** What is between a worker and its primary, seen from the worker. */
export interface Channel {
  /** Resolves when it was handed over. */
  tell(message: FromWorker): Promise<void>;
  /** Does from now on what the primary says, and has said before. */
  obey(duties: Duties): void;
  /** To be used once the primary is obeyed: its answers come the same way. */
  readonly exchange: LimitExchange;
  /** Resolves when the primary lets this process go. Should the primary end, this process ends at once. */
  readonly released: Promise<void>;
}

export function openChannel(): Channel {
  let hear: (taken: Taken) => void = () => undefined;

  const tell = (message: FromWorker) =>
    new Promise<void>((resolve, reject) => {
      if (!process.send) throw new Error('This process is no worker.');
      process.send(message, undefined, {}, (error) => (error ? reject(error) : resolve()));
    });

  return {
    tell,
    obey(duties) {
      process.on('message', (sent) => {
        const message = readToWorker(sent);
        if (message?.kind === 'taken') hear(new Map(message.taken));
        else if (message?.kind === 'drain') duties.drain(message.isReplaced);
        else if (message?.kind === 'measure') duties.measure();
      });
    },
    exchange: {
      everyMilliseconds: EXCHANGE_MILLISECONDS,
      swap: (taken) =>
        new Promise((resolve, reject) => {
          hear = resolve;
          tell({ kind: 'taken', taken: [...taken] }).catch(reject);
        }),
    },
    released: new Promise((resolve) => process.once('disconnect', () => resolve())),
  };
}
