import type { Recall } from '../schemas/recalls.js';
import type { RecallEntry } from '../store/store.js';

export function composeRecall({ recalledAt, replacedBy, reinstatedIn, ...named }: RecallEntry): Recall {
  return { ...named, recalledAt: new Date(recalledAt).toISOString(), reason: 'safety', replacedBy, reinstatedIn };
}
