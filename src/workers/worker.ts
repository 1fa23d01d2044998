import cluster from 'node:cluster';
import type { HubPlace } from '../limits/hub.js';
import type { MetricSet } from '../metrics/sum.js';
import { WorkerError } from './errors.js';
import { readFromWorker, type ToWorker } from './messages.js';

/** A worker that does not answer in time is counted as it was last seen. */
const PATIENCE_MILLISECONDS = 1000;

/** A worker that does not serve by then never will. */
const START_MILLISECONDS = 60_000;

/** One process that answers requests, seen from the primary. */
export interface Worker {
  readonly pid: number | undefined;
  /** The address that it serves at. Rejects with `WorkerError` when it ends before. */
  readonly serving: Promise<string>;
  /** How it ended: what it has said, else a code or a signal. */
  readonly ended: Promise<number | string>;
  /** What it measured last. */
  measured(): MetricSet;
  /** Asks what it measures now; gives what it measured last when it does not answer. */
  measure(): Promise<MetricSet>;
  /** Has it answer what it was asked, and end. `isReplaced`: others serve in its place already. */
  drain(isReplaced: boolean): void;
  kill(): void;
}

/** Starts a process that runs this command as a worker, with these settings in place of those of this process. */
export function startWorker(settings: Readonly<Record<string, string>>, place: HubPlace): Worker {
  const forked = cluster.fork(settings);
  let measured: MetricSet = [];
  let waiting: (() => void)[] = [];
  let reason: string | undefined;
  const late = setTimeout(() => forked.process.kill('SIGKILL'), START_MILLISECONDS);
  const serving = defer<string>();
  const ended = defer<number | string>();
  // Whoever waits for it is told; it is no fault that nobody does.
  serving.promise.catch(() => undefined);

  // An error is that of a channel whose other end is gone: the end of the worker tells.
  const send = (message: ToWorker) => void forked.send(message, () => undefined);

  function measure(metrics: MetricSet): void {
    measured = metrics;
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
  }

  function end(how: number | string): void {
    clearTimeout(late);
    place.leave();
    measure(measured);
    serving.reject(new WorkerError('unexpected', `A worker ended with ${how} before it served.`));
    ended.resolve(reason ?? how);
  }

  forked.on('message', (sent: unknown) => {
    const message = readFromWorker(sent);
    if (message?.kind === 'serving') {
      clearTimeout(late);
      serving.resolve(message.address);
    } else if (message?.kind === 'taken') send({ kind: 'taken', taken: [...place.swap(new Map(message.taken))] });
    else if (message?.kind === 'measured') measure(message.metrics);
    else if (message?.kind === 'failed') {
      reason = message.sentence;
      serving.reject(new WorkerError(message.exit, reason));
      forked.disconnect();
    } else if (message?.kind === 'drained') {
      measure(message.metrics);
      // After the last connection that was handed to it: it gives back what it did not take.
      forked.disconnect();
    }
  });
  forked.on('exit', (code: number | null, signal: string | null) => end(signal ?? code ?? 'nothing'));
  forked.on('error', (error: Error) => {
    if (forked.process.pid === undefined) end(error.message);
  });

  return {
    pid: forked.process.pid,
    serving: serving.promise,
    ended: ended.promise,
    measured: () => measured,
    measure: () =>
      new Promise((resolve) => {
        const answer = () => resolve(measured);
        waiting.push(answer);
        setTimeout(answer, PATIENCE_MILLISECONDS).unref();
        send({ kind: 'measure' });
      }),
    drain: (isReplaced) => send({ kind: 'drain', isReplaced }),
    kill: () => void forked.process.kill('SIGKILL'),
  };
}

function defer<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
