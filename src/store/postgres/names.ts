import type { ResourceType } from '../../schemas/resource.js';
import { LIVE_COLUMNS } from '../rows.js';
import type { ReadStore } from '../store.js';
import { type Reads, toRead } from './reads.js';
import { AT, NAME_AT } from './rows.js';

const LIVE_AT = 'w.until > :at AND (w.revision + 0) <= :at';

/** Through what was withdrawn to what is live; what was published again and withdrawn again may have made a circle. */
const REPLACEMENT = `
  WITH RECURSIVE chain (type, id, steps) AS (
    SELECT v.replaced_by_type, v.replaced_by_id, 1 WHERE v.replaced_by_id IS NOT NULL
    UNION ALL
    SELECT w.replaced_by_type, w.replaced_by_id, c.steps + 1
    FROM chain c JOIN version w ON w.type = c.type AND w.id = c.id AND ${LIVE_AT}
    WHERE w.body IS NULL AND w.replaced_by_id IS NOT NULL AND c.steps < 32)
  SELECT w.type, w.id
  FROM chain c JOIN version w ON w.type = c.type AND w.id = c.id AND ${LIVE_AT}
  WHERE w.body IS NOT NULL
  LIMIT 1`;

/** The table `named`: the version at `:at` of what `:name` leads to. That of a withdrawal names what is live instead of it, if anything is. */
export const named = (type: ResourceType) => `
  named AS MATERIALIZED (
    SELECT ${LIVE_COLUMNS}, v.reason, p.type AS replaced_by_type, p.id AS replaced_by_id, v.slug
    FROM name n JOIN version v ON v.type = n.type AND v.id = n.id AND ${AT} LEFT JOIN LATERAL (${REPLACEMENT}) p ON true
    WHERE n.type = '${type}' AND n.name = :name AND ${NAME_AT})`;

export const NAMED_ROW = "SELECT 0 AS ord, 'named' AS kind, named.* FROM named";

const RESOLVE = toRead(
  'name_resolve',
  `SELECT 0 AS ord, n.id FROM name n WHERE n.type = :type AND n.name = :name AND ${NAME_AT}`,
);

export function nameReads(reads: Reads): Pick<ReadStore, 'resolveName'> {
  return {
    resolveName: async (type, name, at) => (await reads.at<{ id: string }>(RESOLVE, { type, name, at }))[0]?.id,
  };
}
