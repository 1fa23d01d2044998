import { listLiveOf } from '../content/live.js';
import { SetDigest } from '../content/set-digest.js';
import { resourceTypes } from '../schemas/resource.js';
import type { PublishStore, Revision } from '../store/store.js';
import { SnapshotError } from './errors.js';
import type { LiveVersion } from './ndjson.js';

/** Few enough for long answers. */
const PAGE = 100;

/**
 * Everything that is live at a revision: by type, disclaimers first, then by id. At the end the set digest must be that of
 * the revision: whatever was pruned or erased meanwhile, an incomplete set is not taken for a whole one. `SnapshotError`.
 */
export async function* listLiveSet(store: Pick<PublishStore, 'listLive'>, at: Revision): AsyncGenerator<LiveVersion> {
  const set = new SetDigest();
  let count = 0;
  for (const type of resourceTypes) {
    for await (const version of listLiveOf(store, type, at.revision, PAGE)) {
      const { id, digest, body } = version;
      if (digest === null || body === null) throw changed(at);
      set.add(type, id, digest);
      count += 1;
      yield { ...version, digest, body };
    }
  }
  if (count !== at.count || set.toString() !== at.setDigest) throw changed(at);
}

function changed({ revision }: Revision): SnapshotError {
  return new SnapshotError('changed', `Revision ${revision} can no longer be read whole: begin again with the latest.`);
}
