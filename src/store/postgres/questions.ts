import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { FILTERED, ITEM_ROWS, item, newest, SHOWN, toFilterValues } from './lists.js';
import { NAMED_ROW, named } from './names.js';
import { ARTICLE, partsRow, referred, SUMMARY } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow, toKey } from './shown.js';

const FIND = toRead(
  'question_find',
  `WITH ${named('question')} ${NAMED_ROW} UNION ALL ${partsRow(referred('named', ARTICLE))}`,
);

const roles = { summary: SUMMARY, full: ARTICLE };

const toList = (list: string, depth: keyof typeof roles) =>
  `WITH ${item(list)} ${ITEM_ROWS} UNION ALL ${partsRow(referred(SHOWN, roles[depth]))}`;

const LIST = {
  all: {
    summary: toRead('question_list', toList(newest('question'), 'summary')),
    full: toRead('question_list_full', toList(newest('question'), 'full')),
  },
  filtered: {
    summary: toRead('question_filter', toList(FILTERED, 'summary')),
    full: toRead('question_filter_full', toList(FILTERED, 'full')),
  },
};

export function questionReads(reads: Reads): Pick<ReadStore, 'findQuestion' | 'listQuestions'> {
  return {
    findQuestion: async (name, at) => {
      const found = divide(await reads.at<ShownRow>(FIND, { name, at }));
      return toLookup(name, found.named, (row) => ({
        question: toVersion(row, 'question'),
        parts: found.parts,
      }));
    },
    listQuestions: async (filter, page, depth, at) => {
      const given = toFilterValues(filter);
      const rows = await (given.roles.length === 0
        ? reads.at<ShownRow>(LIST.all[depth], toKey(page, at))
        : reads.at<ShownRow>(LIST.filtered[depth], { ...toKey(page, at), ...given }));
      const { items, parts } = divide(rows, page.limit);
      return {
        items: items.items.map((row) => toVersion(row, 'question')),
        next: items.next,
        parts,
      };
    },
  };
}
