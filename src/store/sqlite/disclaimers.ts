import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareFindByName } from './names.js';
import type { Transact } from './transaction.js';

export function disclaimerReads(db: Database, read: Transact): Pick<ReadStore, 'findDisclaimer'> {
  const find = prepareFindByName(db);
  return {
    findDisclaimer: (id, at) =>
      read(() => toLookup(id, find('disclaimer', id, at), (row) => ({ disclaimer: toVersion(row, 'disclaimer') }))),
  };
}
