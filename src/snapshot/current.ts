import type { SnapshotRecord } from '../schemas/snapshot.js';
import type { ReadStore } from '../store/store.js';
import type { Shelf } from './shelf.js';

type Known = Pick<ReadStore, 'horizon' | 'findRevision'>;

/**
 * Whether a snapshot is of this very database, and holds nothing that was erased for safety since. A backup that was restored
 * has other revisions with the same numbers.
 */
export async function isServable(record: SnapshotRecord, store: Known): Promise<boolean> {
  if (record.revision < store.horizon().erased) return false;
  const revision = await store.findRevision(record.revision);
  return revision?.setDigest === record.setDigest && revision.publishedAt === record.publishedAt;
}

/** The newest snapshot that may be given. */
export async function findCurrent(shelf: Pick<Shelf, 'list'>, store: Known): Promise<SnapshotRecord | undefined> {
  for (const record of await shelf.list()) if (await isServable(record, store)) return record;
  return undefined;
}
