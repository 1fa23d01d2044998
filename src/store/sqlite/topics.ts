import type { Database } from 'better-sqlite3';
import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { prepareListReads } from './lists.js';
import { prepareFindByName } from './names.js';
import type { PartReads } from './parts.js';
import { toParts } from './rows.js';
import type { Transact } from './transaction.js';

export function topicReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'findTopic'> {
  const find = prepareFindByName(db);
  const lists = prepareListReads(db);
  const { ofSummaries, referred } = parts;
  return {
    findTopic: (name, page, at) =>
      read(() =>
        toLookup(name, find('topic', name, at), (row) => {
          const { items, next } = lists.referrers('question', 'topic', row.id, page, at);
          return {
            topic: toVersion(row, 'topic'),
            questions: { items: items.map((question) => toVersion(question, 'question')), next },
            parts: toParts([...referred('topic', [row.id], ['related'], at), ...ofSummaries(items, at)]),
          };
        }),
      ),
  };
}
