import { StoreError } from '../errors.js';
import { type RevisionRow, toRevision } from '../rows.js';
import type { Horizon, PublishStore, ReadStore, Revision } from '../store.js';
import type { Connection, Session } from './connection.js';
import { type Reads, toRead } from './reads.js';
import { REVISION_COLUMNS } from './rows.js';
import { toStatement } from './statement.js';

/** Before the first publish. */
const EMPTY: Revision = {
  revision: 0,
  publishedAt: 0,
  note: null,
  actor: null,
  count: 0,
  setDigest: `sum256-${'0'.repeat(64)}`,
};

const HEAD = `SELECT h.floor, h.erased, ${REVISION_COLUMNS} FROM head h LEFT JOIN revision r ON r.revision = h.revision`;
const READ_HEAD = toStatement('head', HEAD);
const LOCK_HEAD = toStatement('head_lock', `${HEAD} FOR UPDATE OF h`);
const LOCK_HEAD_AT_ONCE = toStatement('head_lock_at_once', `${HEAD} FOR UPDATE OF h NOWAIT`);
const READ_STANDING = toStatement('head_standing', `SELECT pg_is_in_recovery() AS is_standby, s.* FROM (${HEAD}) s`);
const FIND = toRead('revision_find', `SELECT 0 AS ord, ${REVISION_COLUMNS} FROM revision r WHERE r.revision = :at`);
const LIST = toStatement(
  'revision_list',
  `SELECT ${REVISION_COLUMNS} FROM revision r WHERE r.revision < :before ORDER BY r.revision DESC LIMIT :limit`,
);

/** What changes with every publish and every prune. */
export interface HeadState {
  readonly latest: Revision;
  readonly horizon: Horizon;
}

type HeadRow = Horizon & (RevisionRow | { revision: null });

function toHead([row]: readonly HeadRow[]): HeadState {
  if (row === undefined) throw new StoreError('corrupt', 'The database has no head; restore it from a backup.');
  const { floor, erased } = row;
  return { latest: row.revision === null ? EMPTY : toRevision(row), horizon: { floor, erased } };
}

export const readHead = async (session: Session): Promise<HeadState> => toHead(await session.all<HeadRow>(READ_HEAD));

/** The head, and whether the server is a standby; `within` so many milliseconds, or it counts as lost. */
export async function readStanding(
  connection: Connection,
  within?: number,
): Promise<{ state: HeadState; isStandby: boolean }> {
  const rows = await connection.all<HeadRow & { is_standby: boolean }>(READ_STANDING, {}, within);
  return { state: toHead(rows), isStandby: rows[0]?.is_standby === true };
}

/** Takes the head for the rest of the transaction, so that writers follow one another; with `atOnce` it does not wait for it. */
export async function lockHead(session: Session, atOnce = false): Promise<HeadState> {
  // What the lock has waited for is seen by the next statement alone: what this one joined may be from before.
  const [, state] = await Promise.all([session.all(atOnce ? LOCK_HEAD_AT_ONCE : LOCK_HEAD), readHead(session)]);
  return state;
}

export function revisionReads(
  session: Session,
  reads: Reads,
): Pick<ReadStore, 'findRevision'> & Pick<PublishStore, 'listRevisions'> {
  return {
    findRevision: async (revision) => {
      const { rows } = await reads.seenAt<RevisionRow>(FIND, { at: revision }, true);
      const [row] = rows;
      return row && toRevision(row);
    },
    listRevisions: async (before, limit) => {
      const rows = await session.all<RevisionRow>(LIST, { before: before ?? Number.MAX_SAFE_INTEGER, limit });
      return rows.map(toRevision);
    },
  };
}
