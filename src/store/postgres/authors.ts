import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { ITEM_ROWS, item, referrers, SHOWN } from './lists.js';
import { NAMED_ROW, named } from './names.js';
import { aroundAnswers, partsRow } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow, toKey } from './shown.js';

const FIND = toRead(
  'author_find',
  `WITH ${named('author')}, ${item(referrers('answer', 'author'))}
   ${NAMED_ROW} UNION ALL ${ITEM_ROWS} UNION ALL ${partsRow(aroundAnswers(SHOWN))}`,
);

export function authorReads(reads: Reads): Pick<ReadStore, 'findAuthor'> {
  return {
    findAuthor: async (name, page, at) => {
      const rows = await reads.at<ShownRow>(FIND, { name, ...toKey(page, at) });
      const { named: found, items, parts } = divide(rows, page.limit);
      return toLookup(name, found, (row) => ({
        author: toVersion(row, 'author'),
        answers: { items: items.items.map((answer) => toVersion(answer, 'answer')), next: items.next },
        parts,
      }));
    },
  };
}
