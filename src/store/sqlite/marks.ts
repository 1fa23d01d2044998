import type { Database } from 'better-sqlite3';
import type { PublishStore } from '../store.js';
import type { Transact } from './transaction.js';

const FIND = 'SELECT m.text FROM mark m JOIN head h ON h.revision = m.revision';
const SET = `
  INSERT INTO mark (only_row, revision, text) VALUES (1, :revision, :text)
  ON CONFLICT DO UPDATE SET revision = excluded.revision, text = excluded.text`;

/** Writes a mark, within the transaction that is open. */
export function prepareSetMark(db: Database): (mark: { revision: number; text: string }) => void {
  const set = db.prepare<{ revision: number; text: string }>(SET);
  return (mark) => {
    set.run(mark);
  };
}

export function markReads(db: Database, read: Transact): Pick<PublishStore, 'findMark'> {
  const find = db.prepare<[], string>(FIND).pluck();
  return { findMark: () => read(() => find.get()) };
}
