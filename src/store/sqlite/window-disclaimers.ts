import type { Database } from 'better-sqlite3';
import type { WrittenChange } from '../store.js';

const LIVE_REF = 'r.until > :at AND r.revision <= :at';

const DISCLAIMERS = `
  WITH changed AS MATERIALIZED (
    SELECT value ->> 'type' AS type, value ->> 'id' AS id FROM json_each(:changes)
  ), holder AS MATERIALIZED (
    SELECT type, id FROM changed
    UNION
    SELECT r.to_type, r.to_id FROM changed c CROSS JOIN ref r
    WHERE c.type = 'answer' AND r.from_type = 'answer' AND r.from_id = c.id AND r.role = 'question' AND ${LIVE_REF}
  ), target AS MATERIALIZED (
    SELECT DISTINCT r.to_id AS id FROM holder h CROSS JOIN ref r
    WHERE r.from_type = h.type AND r.from_id = h.id AND r.role = 'disclaimer' AND ${LIVE_REF}
  )
  SELECT v.body
  FROM target t CROSS JOIN version v ON v.type = 'disclaimer' AND v.id = t.id AND v.until > :at AND v.revision <= :at
  WHERE v.body IS NOT NULL ORDER BY v.id`;

/**
 * The disclaimers, as canonical JSON, that some changes must be shown with, as they are at a revision: those that they refer to,
 * and of answers those of their questions.
 */
export function prepareReadWindowDisclaimers(
  db: Database,
): (changes: readonly WrittenChange[], at: number) => readonly string[] {
  const list = db.prepare<{ changes: string; at: number }, string>(DISCLAIMERS).pluck();
  return (changes, at) => {
    const shown = changes.flatMap(({ op, type, id }) => (op === 'upsert' ? [{ type, id }] : []));
    return list.all({ changes: JSON.stringify(shown), at });
  };
}
