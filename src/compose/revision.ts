import type { LatestRevision } from '../schemas/service.js';
import type { Revision } from '../store/store.js';
import { toTimestamp } from './timestamp.js';

/** A revision as the service shows it; 0 is before the first publish. */
export function composeRevision({ revision, publishedAt, count, setDigest }: Revision): LatestRevision {
  return { revision, publishedAt: revision === 0 ? null : toTimestamp(publishedAt), count, setDigest };
}
