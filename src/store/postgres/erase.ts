import type { Withdrawal } from '../store.js';
import { toColumns } from './batches.js';
import type { Session } from './connection.js';
import { toStatement } from './statement.js';
import { removeSearch } from './write-search.js';

// An erased version keeps its digest, so that the history still adds up, and says why it is not there.
const BODIES = toStatement(
  'erase_bodies',
  `UPDATE version v
   SET body = NULL, source = NULL, reason = 'safety', replaced_by_type = k.replaced_by_type, replaced_by_id = k.replaced_by_id
   FROM unnest(:type::text[], :id::text[], :replacedByType::text[], :replacedById::text[])
     AS k (type, id, replaced_by_type, replaced_by_id)
   WHERE v.type = k.type AND v.id = k.id AND v.until < 9007199254740991 AND v.body IS NOT NULL`,
);

/** The older entries of questions, and of those that an answer was ever an answer to: they hold its words. */
const ENTRIES = toStatement(
  'erase_entries',
  `SELECT e.entry FROM search_entry e
   WHERE e.until < 9007199254740991 AND e.id IN (
     SELECT k.id FROM unnest(:type::text[], :id::text[]) AS k (type, id) WHERE k.type = 'question'
     UNION
     SELECT r.from_id FROM unnest(:type::text[], :id::text[]) AS k (type, id)
     JOIN ref r ON r.to_id = k.id AND r.from_type = 'question' AND r.role = 'answer'
     WHERE k.type = 'answer')`,
);

const HEAD = toStatement('erase_head', 'UPDATE head SET erased = :revision');

/** Erases what was ever published of resources that are withdrawn for safety, within the transaction that is open. */
export async function erase(session: Session, recalled: readonly Withdrawal[], revision: number): Promise<void> {
  const rows = recalled.map(({ type, id, replacedBy }) => {
    return { type, id, replacedByType: replacedBy?.type ?? null, replacedById: replacedBy?.id ?? null };
  });
  for (const batch of toColumns(rows, ['type', 'id', 'replacedByType', 'replacedById'])) {
    await session.all(BODIES, batch);
    const entries = await session.all<{ entry: number }>(ENTRIES, batch);
    await removeSearch(
      session,
      entries.map(({ entry }) => entry),
    );
  }
  await session.all(HEAD, { revision });
}
