import type { ResourceType } from '../../schemas/resource.js';
import { LIVE_COLUMNS } from '../rows.js';
import type { QuestionFilter, Reference } from '../store.js';
import { AT, REF_AT } from './rows.js';

/** A filter as the statements take it: the roles that are given, and what each must refer to. */
export function toFilterValues(filter: QuestionFilter) {
  const given = Object.entries(filter).filter(([, target]) => target !== undefined);
  return { roles: given.map(([role]) => role), targets: given.map(([, target]) => target) };
}

const GIVEN = 'unnest(:roles::text[], :targets::text[]) AS g (role, target)';

/** The condition on the id of a question that every part of the filter holds. */
export const matchesFilter = (id: string) => `NOT EXISTS (
  SELECT 1 FROM ${GIVEN} WHERE NOT EXISTS (
    SELECT 1 FROM ref r WHERE r.from_type = 'question' AND r.from_id = ${id} AND r.role = g.role AND r.to_id = g.target
      AND ${REF_AT}))`;

/** The table `item`: a page of a list of live versions, newest first, with their places in `ord`. */
export const item = (list: string) => `
  item AS MATERIALIZED (
    SELECT (row_number() OVER (ORDER BY first_revision DESC, id))::int AS ord, l.* FROM (${list}) l)`;

/** All but the last, which is there to tell that more follow. */
export const SHOWN = '(SELECT type, id FROM item WHERE ord < :limit)';

export const ITEM_ROWS = `
  SELECT ord, 'item' AS kind, ${LIVE_COLUMNS}, NULL AS reason, NULL AS replaced_by_type, NULL AS replaced_by_id, NULL AS slug
  FROM item v`;

// The keyset is a row value alone: one seek, also in the middle of a revision with very many resources.
/** All of a type. */
export const newest = (type: ResourceType) => `
  SELECT ${LIVE_COLUMNS}
  FROM resource r JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
  WHERE r.type = '${type}' AND (r.recency, r.id) > (:rank, :id) AND v.body IS NOT NULL
  ORDER BY r.recency, r.id LIMIT :limit`;

/** Those of a type that refer in a role to what is `named`. */
export const referrers = (type: ResourceType, role: Reference['role']) => `
  SELECT l.* FROM named CROSS JOIN LATERAL (
    SELECT ${LIVE_COLUMNS}
    FROM ref r JOIN version v ON v.type = r.from_type AND v.id = r.from_id AND ${AT}
    WHERE r.to_id = named.id AND r.from_type = '${type}' AND r.role = '${role}'
      AND (r.recency, r.from_id) > (:rank, :id) AND ${REF_AT} AND v.body IS NOT NULL
    ORDER BY r.recency, r.from_id LIMIT :limit) l`;

/** Questions for which the filter holds: it walks the part that fewest questions meet, as far as that takes to tell. */
export const FILTERED = `
  SELECT l.* FROM (
    SELECT g.role, g.target FROM ${GIVEN}
    ORDER BY (SELECT count(*) FROM (
      SELECT 1 FROM ref WHERE to_id = g.target AND from_type = 'question' AND role = g.role LIMIT 5000) w)
    LIMIT 1) d
  CROSS JOIN LATERAL (
    SELECT ${LIVE_COLUMNS}
    FROM ref w JOIN version v ON v.type = w.from_type AND v.id = w.from_id AND ${AT}
    WHERE w.to_id = d.target AND w.from_type = 'question' AND w.role = d.role
      AND (w.recency, w.from_id) > (:rank, :id) AND w.until > :at AND w.revision <= :at AND v.body IS NOT NULL
      AND ${matchesFilter('w.from_id')}
    ORDER BY w.recency, w.from_id LIMIT :limit) l`;
