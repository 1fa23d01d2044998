import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareListReads } from './lists.js';
import { prepareFindByName } from './names.js';
import type { PartReads } from './parts.js';
import { toParts } from './rows.js';
import type { Transact } from './transaction.js';

export function exerciseReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'findExercise'> {
  const find = prepareFindByName(db);
  const lists = prepareListReads(db);
  const { aroundAnswers, referred } = parts;
  return {
    findExercise: (name, page, at) =>
      read(() =>
        toLookup(name, find('exercise', name, at), (row) => {
          const { items, next } = lists.referrers('answer', 'exercise', row.id, page, at);
          return {
            exercise: toVersion(row, 'exercise'),
            answers: { items: items.map((answer) => toVersion(answer, 'answer')), next },
            parts: toParts([
              ...referred('exercise', [row.id], ['disclaimer'], at),
              ...aroundAnswers(
                items.map(({ id }) => id),
                at,
              ),
            ]),
          };
        }),
      ),
  };
}
