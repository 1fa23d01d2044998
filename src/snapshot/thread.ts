import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { modules } from '../package.js';
import type { Outcome, Task } from './task.js';

const PATIENCE_MS = 2_000;

export interface Building {
  /** Rejects when the thread fails. */
  readonly outcome: Promise<Outcome>;
  /** Has it clean up and end, or ends it. */
  stop(): Promise<void>;
}

/** Builds a snapshot in a thread of its own, with a connection of its own: requests do not wait for it. */
export function startBuilding(task: Task): Building {
  const worker = new Worker(new URL('snapshot/worker.js', modules), { workerData: task, name: 'snapshot' });
  const ended = once(worker, 'exit').catch(() => undefined);
  const outcome = new Promise<Outcome>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ended with ${code} before it answered.`)));
  });
  return {
    outcome,
    async stop() {
      worker.postMessage('stop');
      const hurry = new AbortController();
      await Promise.race([ended, setTimeout(PATIENCE_MS, undefined, { signal: hurry.signal })]);
      hurry.abort();
      await worker.terminate();
    },
  };
}
