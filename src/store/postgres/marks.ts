import type { PublishStore } from '../store.js';
import type { Connection, Session } from './connection.js';
import { toStatement } from './statement.js';

const FIND = toStatement('mark_find', 'SELECT m.text FROM mark m JOIN head h ON h.revision = m.revision');
const SET = toStatement(
  'mark_set',
  `INSERT INTO mark (only_row, revision, text) VALUES (1, :revision, :text)
   ON CONFLICT (only_row) DO UPDATE SET revision = excluded.revision, text = excluded.text`,
);

/** Writes a mark, within the transaction that is open. */
export async function setMark(session: Session, mark: { revision: number; text: string }): Promise<void> {
  await session.all(SET, mark);
}

export function markReads(primary: Connection): Pick<PublishStore, 'findMark'> {
  return { findMark: async () => (await primary.all<{ text: string }>(FIND, {}))[0]?.text };
}
