import { StaleDraftError } from '../errors.js';
import type { Draft, Plan, PublishStore, Revision } from '../store.js';
import type { Connection } from './connection.js';
import { erase } from './erase.js';
import { readLive } from './live.js';
import { setMark } from './marks.js';
import { type HeadState, lockHead, readHead } from './revisions.js';
import { writePlan } from './write.js';

function toNext(head: Revision, draft: Draft, plan: Plan): Revision {
  const { note, actor } = draft;
  const { count, setDigest } = plan;
  // The clock may have been set back, or be another machine's; revisions never go back in time.
  const publishedAt = Math.max(Date.now(), head.publishedAt);
  return { revision: head.revision + 1, publishedAt, note, actor, count, setDigest };
}

export function publishing(
  primary: Connection,
  advance: (state: HeadState) => void,
  scrub: PublishStore['scrub'],
): Pick<PublishStore, 'publish'> {
  return {
    publish: async (draft, decide, { dryRun, mark }) => {
      const { state, isErased, ...published } = await primary.transact(dryRun ? 'read' : 'write', async (session) => {
        // Whoever holds the head is the only one to publish: nothing else has to be locked. The lock is asked for first, so that
        // all that is read, though it is asked for at once, is read under it.
        const [{ latest, horizon }, live] = await Promise.all([
          dryRun ? readHead(session) : lockHead(session),
          readLive(session, draft),
        ]);
        if (draft.base !== undefined && draft.base !== latest.revision) {
          throw new StaleDraftError(draft.base, latest.revision);
        }
        const plan = decide({ ...live, head: latest });
        const isEmpty = plan.upserts.length === 0 && plan.tombstones.length === 0;
        const revision = isEmpty ? latest : toNext(latest, draft, plan);
        const recalled = plan.tombstones.filter(({ reason }) => reason === 'safety');
        const isErased = !dryRun && recalled.length > 0;
        if (!isEmpty && !dryRun) {
          await writePlan(session, plan, revision);
          if (isErased) await erase(session, recalled, revision.revision);
        }
        if (mark !== undefined && !dryRun) await setMark(session, { revision: revision.revision, text: mark });
        const erased = isErased ? revision.revision : horizon.erased;
        const state = { latest: dryRun ? latest : revision, horizon: { ...horizon, erased } };
        return { plan, revision, state, isErased };
      });
      advance(state);
      if (isErased) await scrub();
      return published;
    },
  };
}
