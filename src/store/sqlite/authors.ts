import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareListReads } from './lists.js';
import { prepareFindByName } from './names.js';
import type { PartReads } from './parts.js';
import { toParts } from './rows.js';
import type { Transact } from './transaction.js';

export function authorReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'findAuthor'> {
  const find = prepareFindByName(db);
  const lists = prepareListReads(db);
  const { aroundAnswers } = parts;
  return {
    findAuthor: (name, page, at) =>
      read(() =>
        toLookup(name, find('author', name, at), (row) => {
          const { items, next } = lists.referrers('answer', 'author', row.id, page, at);
          return {
            author: toVersion(row, 'author'),
            answers: { items: items.map((answer) => toVersion(answer, 'answer')), next },
            parts: toParts(
              aroundAnswers(
                items.map(({ id }) => id),
                at,
              ),
            ),
          };
        }),
      ),
  };
}
