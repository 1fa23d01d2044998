import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { ITEM_ROWS, item, referrers, SHOWN } from './lists.js';
import { NAMED_ROW, named } from './names.js';
import { partsRow, referred, SUMMARY } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow, toKey } from './shown.js';

const PARTS = `${referred('named', ['related'])} UNION ALL ${referred(SHOWN, SUMMARY)}`;
const FIND = toRead(
  'topic_find',
  `WITH ${named('topic')}, ${item(referrers('question', 'topic'))}
   ${NAMED_ROW} UNION ALL ${ITEM_ROWS} UNION ALL ${partsRow(PARTS)}`,
);

export function topicReads(reads: Reads): Pick<ReadStore, 'findTopic'> {
  return {
    findTopic: async (name, page, at) => {
      const rows = await reads.at<ShownRow>(FIND, { name, ...toKey(page, at) });
      const { named: found, items, parts } = divide(rows, page.limit);
      return toLookup(name, found, (row) => ({
        topic: toVersion(row, 'topic'),
        questions: { items: items.items.map((question) => toVersion(question, 'question')), next: items.next },
        parts,
      }));
    },
  };
}
