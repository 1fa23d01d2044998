import { toLookup, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { NAMED_ROW, named } from './names.js';
import { type Reads, toRead } from './reads.js';
import { divide, type ShownRow } from './shown.js';

const FIND = toRead('disclaimer_find', `WITH ${named('disclaimer')} ${NAMED_ROW}`);

export function disclaimerReads(reads: Reads): Pick<ReadStore, 'findDisclaimer'> {
  return {
    findDisclaimer: async (id, at) => {
      const { named: found } = divide(await reads.at<ShownRow>(FIND, { name: id, at }));
      return toLookup(id, found, (row) => ({ disclaimer: toVersion(row, 'disclaimer') }));
    },
  };
}
