import type { SyncPage, SyncUpsert } from '../schemas/sync.js';
import type { WindowPage, WrittenChange } from '../store/store.js';
import { toTimestamp } from './timestamp.js';

/** The resource goes in as the text that its digest is of: it is neither read nor written again. */
function writeChange(change: WrittenChange): string {
  if (change.op === 'delete') return JSON.stringify(change);
  const { op, type, id, revision, digest, body } = change;
  const stamps = { publishedAt: toTimestamp(change.publishedAt), updatedAt: toTimestamp(change.updatedAt) };
  const members: Omit<SyncUpsert, 'resource'> = { op, type, id, revision, ...stamps, digest };
  return `${JSON.stringify(members).slice(0, -1)},"resource":${body}}`;
}

/** The text of a page of a sync window. */
export function writeSyncPage(
  { changes, disclaimers }: WindowPage,
  { from, to, ...rest }: Omit<SyncPage, 'changes' | 'disclaimers'>,
): string {
  const lists = `"changes":[${changes.map(writeChange).join(',')}],"disclaimers":[${disclaimers.join(',')}]`;
  return `{"from":${from},"to":${to},${lists},${JSON.stringify(rest).slice(1)}`;
}
