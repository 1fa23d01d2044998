import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { NAMED_ROW, named } from './names.js';
import { aroundAnswers, partsRow } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow } from './shown.js';

const FIND = toRead(
  'answer_find',
  `WITH ${named('answer')} ${NAMED_ROW} UNION ALL ${partsRow(aroundAnswers('named'))}`,
);

export function answerReads(reads: Reads): Pick<ReadStore, 'findAnswer'> {
  return {
    findAnswer: async (name, at) => {
      const found = divide(await reads.at<ShownRow>(FIND, { name, at }));
      return toLookup(name, found.named, (row) => ({ answer: toVersion(row, 'answer'), parts: found.parts }));
    },
  };
}
