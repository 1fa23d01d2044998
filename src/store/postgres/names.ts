import type { ResourceType } from '../../schemas/resource.js';
import type { ReadStore } from '../store.js';
import { type Reads, toRead } from './reads.js';
import { AT, LIVE_COLUMNS, NAME_AT, TOMBSTONE_COLUMNS } from './rows.js';

/** The table `named`: the version at `:at` of what `:name` leads to. */
export const named = (type: ResourceType) => `
  named AS MATERIALIZED (
    SELECT ${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}, v.slug
    FROM name n JOIN version v ON v.type = n.type AND v.id = n.id AND ${AT}
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
