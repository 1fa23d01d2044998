import type { Database } from 'better-sqlite3';
import type { ResourceKey, ResourceType } from '../../schemas/resource.js';
import { LIVE_COLUMNS, type NamedRow, TOMBSTONE_COLUMNS } from '../rows.js';
import type { ReadStore } from '../store.js';
import { AT } from './rows.js';
import type { Transact } from './transaction.js';

const FIND = `
  SELECT ${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}, v.slug
  FROM name n CROSS JOIN version v ON v.type = n.type AND v.id = n.id AND ${AT}
  WHERE n.type = :type AND n.name = :name AND n.until > :at AND n.revision <= :at`;

/** Through what was withdrawn to what is live; what was published again and withdrawn again may have made a circle. */
const REPLACEMENT = `
  WITH RECURSIVE chain (type, id, steps) AS (
    SELECT :type, :id, 1
    UNION ALL
    SELECT v.replaced_by_type, v.replaced_by_id, c.steps + 1
    FROM chain c CROSS JOIN version v ON v.type = c.type AND v.id = c.id AND ${AT}
    WHERE v.body IS NULL AND v.replaced_by_id IS NOT NULL AND c.steps < 32)
  SELECT v.type, v.id
  FROM chain c CROSS JOIN version v ON v.type = c.type AND v.id = c.id AND ${AT}
  WHERE v.body IS NOT NULL
  LIMIT 1`;

const RESOLVE = 'SELECT id FROM name WHERE type = :type AND name = :name AND until > :at AND revision <= :at';

/** The version at a revision of what a name leads to. That of a withdrawal names what is live instead of it, if anything is. */
export type FindByName = (type: ResourceType, name: string, at: number) => NamedRow | undefined;

export function prepareFindByName(db: Database): FindByName {
  const find = db.prepare<{ type: ResourceType; name: string; at: number }, NamedRow>(FIND);
  const findReplacement = db.prepare<ResourceKey & { at: number }, ResourceKey>(REPLACEMENT);
  return (type, name, at) => {
    const row = find.get({ type, name, at });
    if (row?.replaced_by_type == null || row.replaced_by_id === null) return row;
    const live = findReplacement.get({ type: row.replaced_by_type, id: row.replaced_by_id, at });
    return { ...row, replaced_by_type: live?.type ?? null, replaced_by_id: live?.id ?? null };
  };
}

export function nameReads(db: Database, read: Transact): Pick<ReadStore, 'resolveName'> {
  const resolve = db.prepare<{ type: ResourceType; name: string; at: number }, string>(RESOLVE).pluck();
  return {
    resolveName: (type, name, at) => read(() => resolve.get({ type, name, at })),
  };
}
