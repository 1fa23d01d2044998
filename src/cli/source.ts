import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FaultsError } from '../content/faults.js';
import type { PublishOptions, PublishReport } from '../content/publish.js';
import type { Store } from '../store/store.js';

/** Publishes a source; its faults name files as seen from here, so that a terminal can open them. */
export async function publishSource(store: Store, path: string, options: PublishOptions): Promise<PublishReport> {
  const { publishPath } = await import('../content/publish.js');
  try {
    return await publishPath(store, path, options);
  } catch (error) {
    if (!(error instanceof FaultsError)) throw error;
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const seen = (file: string | null) => (file === null ? null : isFolder ? join(path, file) : path);
    throw new FaultsError(error.faults.map((fault) => ({ ...fault, file: seen(fault.file) })));
  }
}
