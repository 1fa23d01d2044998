import type { Recall } from '../schemas/recalls.js';
import type { RecallEntry } from '../store/store.js';
import { toTimestamp } from './timestamp.js';

export function composeRecall({ recalledAt, replacedBy, reinstatedIn, ...named }: RecallEntry): Recall {
  return { ...named, recalledAt: toTimestamp(recalledAt), reason: 'safety', replacedBy, reinstatedIn };
}
