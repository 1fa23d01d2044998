import type { Reference } from '../store.js';
import { AT, PACKED, REF_AT } from './rows.js';

type Role = Reference['role'];

/** What a summary of a question shows, and what a whole article does. */
export const SUMMARY: readonly Role[] = ['topic', 'disclaimer'];
export const ARTICLE: readonly Role[] = [...SUMMARY, 'related', 'answer', 'author', 'exercise'];

/** What the resources in a table refer to, in some roles: a query of `type` and `id`. */
export const referred = (from: string, roles: readonly Role[]) => `
  SELECT r.to_type AS type, r.to_id AS id FROM ${from} f
  JOIN ref r ON r.from_type = f.type AND r.from_id = f.id AND r.role IN (${roles.map((role) => `'${role}'`).join(', ')})
    AND ${REF_AT}`;

/** What the answers in a table refer to, and the disclaimers of their questions. */
export const aroundAnswers = (from: string) => `
  SELECT r.to_type AS type, r.to_id AS id FROM ${from} f
  JOIN ref r ON r.from_type = 'answer' AND r.from_id = f.id AND ${REF_AT}
  UNION ALL
  SELECT d.to_type, d.to_id FROM ${from} f
  JOIN ref r ON r.from_type = 'answer' AND r.from_id = f.id AND r.role = 'question' AND ${REF_AT}
  JOIN ref d ON d.from_type = 'question' AND d.from_id = r.to_id AND d.role = 'disclaimer'
    AND d.until > :at AND d.revision <= :at`;

/** The parts that a query of types and ids names, once each, packed in the body of one row of the kind `parts` after all others. */
export const partsRow = (targets: string) => `
  SELECT 2000000000 AS ord, 'parts' AS kind, NULL::text AS type, NULL::text AS id, NULL::bigint AS revision,
    NULL::bigint AS first_revision, NULL::bigint AS published_at, NULL::bigint AS updated_at, NULL::text AS digest,
    '[' || coalesce(string_agg(${PACKED}, ','), '') || ']' AS body, NULL::text, NULL::text, NULL::text, NULL::text
  FROM (SELECT DISTINCT type, id FROM (${targets}) t) t
  JOIN version v ON v.type = t.type AND v.id = t.id AND ${AT}
  WHERE v.body IS NOT NULL`;
