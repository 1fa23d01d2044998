import { type RevisionRow, toRevision } from '../rows.js';
import type { Server } from './head.js';
import { REVISION_COLUMNS } from './rows.js';
import { toStatement } from './statement.js';

const FIND = toStatement('histories_find', `SELECT ${REVISION_COLUMNS} FROM revision r WHERE r.revision = :revision`);

export interface Histories {
  /** Whether a replica was last seen on another history than the primary's. */
  isAstray(replica: Server): boolean;
  /** Compares them again. */
  compare(): Promise<void>;
}

/**
 * A failover may lose the last publishes. A replica that had them already cannot follow the new primary, and would tell of them for
 * ever: its last revision is one that the primary does not have, or has with other content.
 */
export function compareHistories(primary: Server, replicas: readonly Server[]): Histories {
  const astray = new Set<Server>();

  async function isOther(replica: Server): Promise<boolean> {
    const theirs = replica.state()?.latest;
    if (theirs === undefined || theirs.revision === 0) return false;
    let ours = primary.state()?.latest;
    // What is known of the primary may be older than what the replica has from it since.
    if (ours === undefined || ours.revision < theirs.revision) ours = (await primary.poll()).latest;
    if (ours.revision < theirs.revision) return true;
    if (ours.revision > theirs.revision) {
      const [row] = await primary.watch.all<RevisionRow>(FIND, { revision: theirs.revision });
      if (row === undefined) return true;
      ours = toRevision(row);
    }
    return ours.setDigest !== theirs.setDigest || ours.publishedAt !== theirs.publishedAt;
  }

  return {
    isAstray: (replica) => astray.has(replica),
    async compare() {
      for (const replica of replicas) {
        try {
          if (await isOther(replica)) astray.add(replica);
          else astray.delete(replica);
        } catch {
          // The primary does not answer: what was known of the replica is still all that is known.
        }
      }
    },
  };
}
