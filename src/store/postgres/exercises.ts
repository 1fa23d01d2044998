import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { ITEM_ROWS, item, referrers, SHOWN } from './lists.js';
import { NAMED_ROW, named } from './names.js';
import { aroundAnswers, partsRow, referred } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow, toKey } from './shown.js';

const PARTS = `${referred('named', ['disclaimer'])} UNION ALL ${aroundAnswers(SHOWN)}`;
const FIND = toRead(
  'exercise_find',
  `WITH ${named('exercise')}, ${item(referrers('answer', 'exercise'))}
   ${NAMED_ROW} UNION ALL ${ITEM_ROWS} UNION ALL ${partsRow(PARTS)}`,
);

export function exerciseReads(reads: Reads): Pick<ReadStore, 'findExercise'> {
  return {
    findExercise: async (name, page, at) => {
      const rows = await reads.at<ShownRow>(FIND, { name, ...toKey(page, at) });
      const { named: found, items, parts } = divide(rows, page.limit);
      return toLookup(name, found, (row) => ({
        exercise: toVersion(row, 'exercise'),
        answers: { items: items.items.map((answer) => toVersion(answer, 'answer')), next: items.next },
        parts,
      }));
    },
  };
}
