import type { Database } from 'better-sqlite3';
import { StoreError } from '../errors.js';
import { type RevisionRow, toRevision } from '../rows.js';
import type { Horizon, PublishStore, ReadStore, Revision } from '../store.js';
import type { Transact } from './transaction.js';

/** Before the first publish. */
const EMPTY: Revision = {
  revision: 0,
  publishedAt: 0,
  note: null,
  actor: null,
  count: 0,
  setDigest: `sum256-${'0'.repeat(64)}`,
};

const HEAD = 'SELECT h.floor, h.erased, r.* FROM head h LEFT JOIN revision r ON r.revision = h.revision';
const FIND = 'SELECT * FROM revision WHERE revision = ?';
const LIST = 'SELECT * FROM revision WHERE revision < ? ORDER BY revision DESC LIMIT ?';

/** What changes with every publish and every prune. */
export interface HeadState {
  readonly latest: Revision;
  readonly horizon: Horizon;
}

type HeadRow = Horizon & (RevisionRow | { revision: null });

export function prepareReadHead(db: Database): () => HeadState {
  const head = db.prepare<[], HeadRow>(HEAD);
  return () => {
    const row = head.get();
    if (row === undefined) throw new StoreError('corrupt', 'The database has no head; restore it from a backup.');
    const { floor, erased } = row;
    return { latest: row.revision === null ? EMPTY : toRevision(row), horizon: { floor, erased } };
  };
}

export function revisionReads(
  db: Database,
  read: Transact,
): Pick<ReadStore, 'findRevision'> & Pick<PublishStore, 'listRevisions'> {
  const find = db.prepare<[number], RevisionRow>(FIND);
  const list = db.prepare<[number, number], RevisionRow>(LIST);
  return {
    findRevision: (revision) =>
      read(() => {
        const row = find.get(revision);
        return row && toRevision(row);
      }),
    listRevisions: (before, limit) => read(() => list.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(toRevision)),
  };
}
