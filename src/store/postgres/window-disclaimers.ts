import { LIVE_COLUMNS } from '../rows.js';
import { AT, REF_AT } from './rows.js';

/**
 * The disclaimers that the changes in a table must be shown with, as they are at `:at`, as rows of the kind `disclaimer` after all
 * others: those that they refer to, and of answers those of their questions.
 */
export const disclaimersOf = (changes: string) => `
  SELECT 1000000000 + (row_number() OVER (ORDER BY v.id))::int, 'disclaimer', ${LIVE_COLUMNS}, NULL, NULL, NULL
  FROM (
    SELECT DISTINCT r.to_id AS id FROM (
      SELECT c.type, c.id FROM ${changes} c WHERE c.body IS NOT NULL
      UNION
      SELECT r.to_type, r.to_id FROM ${changes} c
      JOIN ref r ON r.from_type = 'answer' AND r.from_id = c.id AND r.role = 'question' AND ${REF_AT}
      WHERE c.type = 'answer' AND c.body IS NOT NULL
    ) h JOIN ref r ON r.from_type = h.type AND r.from_id = h.id AND r.role = 'disclaimer' AND ${REF_AT}
  ) t JOIN version v ON v.type = 'disclaimer' AND v.id = t.id AND ${AT}
  WHERE v.body IS NOT NULL`;
