import type { Database } from 'better-sqlite3';
import { StaleDraftError } from '../errors.js';
import type { Draft, Plan, PublishStore, Revision } from '../store.js';
import { prepareErase } from './erase.js';
import { prepareReadLive } from './live.js';
import { prepareSetMark } from './marks.js';
import { type HeadState, prepareReadHead } from './revisions.js';
import type { Transactions } from './transaction.js';
import { prepareWritePlan } from './write.js';

function toNext(head: Revision, draft: Draft, plan: Plan): Revision {
  const { note, actor } = draft;
  const { count, setDigest } = plan;
  // The clock may have been set back; revisions never go back in time.
  const publishedAt = Math.max(Date.now(), head.publishedAt);
  return { revision: head.revision + 1, publishedAt, note, actor, count, setDigest };
}

export function publishing(
  db: Database,
  { read, write }: Transactions,
  advance: (state: HeadState) => void,
  scrub: PublishStore['scrub'],
): Pick<PublishStore, 'publish'> {
  const readHead = prepareReadHead(db);
  const readLive = prepareReadLive(db);
  const writePlan = prepareWritePlan(db);
  const erase = prepareErase(db);
  const setMark = prepareSetMark(db);
  return {
    publish: async (draft, decide, { dryRun, mark }) => {
      const { state, isErased, ...published } = await (dryRun ? read : write)(() => {
        const { latest } = readHead();
        if (draft.base !== undefined && draft.base !== latest.revision) {
          throw new StaleDraftError(draft.base, latest.revision);
        }
        const plan = decide(readLive(draft, latest));
        const isEmpty = plan.upserts.length === 0 && plan.tombstones.length === 0;
        const revision = isEmpty ? latest : toNext(latest, draft, plan);
        const recalled = plan.tombstones.filter(({ reason }) => reason === 'safety');
        if (!isEmpty && !dryRun) {
          writePlan(plan, revision);
          if (recalled.length > 0) erase(recalled, revision.revision);
        }
        if (mark !== undefined && !dryRun) setMark({ revision: revision.revision, text: mark });
        return { plan, revision, state: readHead(), isErased: !dryRun && recalled.length > 0 };
      });
      advance(state);
      if (isErased) await scrub();
      return published;
    },
  };
}
