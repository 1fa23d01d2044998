import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareListReads } from './lists.js';
import { prepareFindByName } from './names.js';
import { ARTICLE, type PartReads } from './parts.js';
import { toParts } from './rows.js';
import type { Transact } from './transaction.js';

export function questionReads(
  db: Database,
  read: Transact,
  parts: PartReads,
): Pick<ReadStore, 'findQuestion' | 'listQuestions'> {
  const find = prepareFindByName(db);
  const lists = prepareListReads(db);
  const { ofSummaries, referred } = parts;
  return {
    findQuestion: (name, at) =>
      read(() =>
        toLookup(name, find('question', name, at), (row) => ({
          question: toVersion(row, 'question'),
          parts: toParts(referred('question', [row.id], ARTICLE, at)),
        })),
      ),
    listQuestions: (filter, page, depth, at) =>
      read(() => {
        const { items, next } = lists.questions(filter, page, at);
        const shown =
          depth === 'summary'
            ? ofSummaries(items, at)
            : referred(
                'question',
                items.map(({ id }) => id),
                ARTICLE,
                at,
              );
        return {
          items: items.map((row) => toVersion(row, 'question')),
          next,
          parts: toParts(shown),
        };
      }),
  };
}
