import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../store/open.js';
import { buildSnapshot } from './build.js';
import { SnapshotError } from './errors.js';
import { openShelf } from './shelf.js';
import type { Outcome, Task } from './task.js';

/** A thread of its own: builds one snapshot and says what became of it. Any message to it means stop. */
const { databaseUrl, folder }: Task = workerData;
let isStopped = false;
parentPort?.once('message', () => {
  isStopped = true;
});

async function build(): Promise<Outcome> {
  const store = await openStore(databaseUrl, { migrate: false, readonly: true });
  try {
    const { record, unchanged } = await buildSnapshot(store, openShelf(folder), () => {
      if (isStopped) throw new SnapshotError('stopped', 'The service is stopping.');
    });
    return { state: 'built', revision: record.revision, files: record.files, unchanged };
  } catch (error) {
    if (error instanceof SnapshotError) return { state: 'refused', code: error.code, detail: error.message };
    throw error;
  } finally {
    await store.close();
  }
}

const outcome = await build();
parentPort?.postMessage(outcome);
parentPort?.close();
