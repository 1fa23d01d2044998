import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareFindByName } from './names.js';
import type { PartReads } from './parts.js';
import { toParts } from './rows.js';
import type { Transact } from './transaction.js';

export function answerReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'findAnswer'> {
  const find = prepareFindByName(db);
  const { aroundAnswers } = parts;
  return {
    findAnswer: (id, at) =>
      read(() =>
        toLookup(id, find('answer', id, at), (row) => ({
          answer: toVersion(row, 'answer'),
          parts: toParts(aroundAnswers([row.id], at)),
        })),
      ),
  };
}
