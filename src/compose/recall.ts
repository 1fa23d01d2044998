import type { Recall } from '../schemas/recalls.js';
import type { StandingRecall } from '../store/store.js';

export function composeRecall({ type, id, revision, recalledAt, replacedBy }: StandingRecall): Recall {
  return { type, id, revision, recalledAt: new Date(recalledAt).toISOString(), reason: 'safety', replacedBy };
}
