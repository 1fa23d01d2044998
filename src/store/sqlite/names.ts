import type { Database } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import type { ReadStore } from '../store.js';
import { AT, LIVE_COLUMNS, type NamedRow, TOMBSTONE_COLUMNS } from './rows.js';
import type { Transact } from './transaction.js';

const FIND = `
  SELECT ${LIVE_COLUMNS}, ${TOMBSTONE_COLUMNS}, v.slug
  FROM name n CROSS JOIN version v ON v.type = n.type AND v.id = n.id AND ${AT}
  WHERE n.type = :type AND n.name = :name AND n.until > :at AND n.revision <= :at`;

const RESOLVE = 'SELECT id FROM name WHERE type = :type AND name = :name AND until > :at AND revision <= :at';

/** The version at a revision of what a name leads to. */
export type FindByName = (type: ResourceType, name: string, at: number) => NamedRow | undefined;

export function prepareFindByName(db: Database): FindByName {
  const find = db.prepare<{ type: ResourceType; name: string; at: number }, NamedRow>(FIND);
  return (type, name, at) => find.get({ type, name, at });
}

export function nameReads(db: Database, read: Transact): Pick<ReadStore, 'resolveName'> {
  const resolve = db.prepare<{ type: ResourceType; name: string; at: number }, string>(RESOLVE).pluck();
  return {
    resolveName: (type, name, at) => read(() => resolve.get({ type, name, at })),
  };
}
