import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchesDone } from '../content/batches.js';
import { FaultsError } from '../content/faults.js';
import type { PublishOptions, PublishReport } from '../content/publish.js';
import type { BatchOptions } from '../content/publish-batches.js';
import type { Store } from '../store/store.js';

/** Publishes a source; its faults name files as seen from here, so that a terminal can open them. */
export async function publishSource(store: Store, path: string, options: PublishOptions): Promise<PublishReport> {
  const { publishPath } = await import('../content/publish.js');
  return withPlaces(path, () => publishPath(store, path, options));
}

/** The same in batches. */
export async function publishSourceInBatches(store: Store, path: string, options: BatchOptions): Promise<BatchesDone> {
  const { publishBatches } = await import('../content/publish-batches.js');
  return withPlaces(path, () => publishBatches(store, path, options));
}

async function withPlaces<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FaultsError)) throw error;
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const seen = (file: string | null) => (file === null ? null : isFolder ? join(path, file) : path);
    throw new FaultsError(
      error.faults.map((fault) => ({ ...fault, file: seen(fault.file) })),
      error.outcome,
    );
  }
}
