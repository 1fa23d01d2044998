import type { Server } from './head.js';

/** A replica repeats within a second what the primary did, unless it is stuck. */
const LONG_BEHIND_MS = 10_000;

/** What is wrong with servers, a sentence each. Asked now and then, it finds out who has been behind for long. */
export function watchTroubles(
  primary: Server,
  replicas: readonly Server[],
  isAstray: (replica: Server) => boolean,
): () => readonly string[] {
  const behindSince = new Map<Server, number>();

  function isLongBehind(replica: Server): boolean {
    const [theirs, ours] = [replica.state()?.latest.revision, primary.state()?.latest.revision];
    if (theirs === undefined || ours === undefined || theirs >= ours) {
      behindSince.delete(replica);
      return false;
    }
    const since = behindSince.get(replica) ?? performance.now();
    behindSince.set(replica, since);
    return performance.now() - since > LONG_BEHIND_MS;
  }

  function ofReplica(replica: Server): string | undefined {
    const { place } = replica.connection;
    const isLate = isLongBehind(replica);
    if (replica.failure() !== undefined) return replica.failure();
    if (isAstray(replica))
      return `The replica ${place} has what the primary has not, and is not read: a failover has lost that. Make the replica anew.`;
    return isLate
      ? `The replica ${place} has been behind the primary for long: it shows old content. See whether it still replays.`
      : undefined;
  }

  function ofPrimary(): string | undefined {
    if (primary.failure() !== undefined) return primary.failure();
    return primary.isStandby()
      ? `The database ${primary.connection.place} is a standby: nothing can be published on it. DATABASE_URL must lead to the primary.`
      : undefined;
  }

  return () => [ofPrimary(), ...replicas.map(ofReplica)].filter((sentence) => sentence !== undefined);
}
