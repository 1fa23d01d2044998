import type { Change, HistoryPosition, Store } from '../store/store.js';
import { toCanonical } from './canonical.js';
import type { ResourceChange } from './change.js';
import { changedMembers, findLive } from './live.js';

const PAGE = 500;

/** What changed from one revision to a later one, in the order in which it last did; nothing for what came back to where it was. */
export async function* diff(store: Store, from: number, to: number): AsyncGenerator<ResourceChange> {
  if (from > to) throw new RangeError(`Revision ${from} is after revision ${to}: give the earlier one first.`);
  let after: HistoryPosition | undefined;
  for (;;) {
    const page = await store.window(from, to, after, PAGE);
    for (const change of page) {
      const compared = await compare(store, change, from);
      if (compared !== undefined) yield compared;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { revision: last.revision, type: last.type, id: last.id };
  }
}

async function compare(store: Store, change: Change, from: number): Promise<ResourceChange | undefined> {
  const { type, id } = change;
  const before = await findLive(store, { type, id }, from);
  if (change.op === 'delete') {
    // What was recalled is erased from the earlier revisions as well: it is always told.
    return before === undefined && change.reason !== 'safety'
      ? undefined
      : { op: 'withdraw', type, id, reason: change.reason, replacedBy: change.replacedBy };
  }
  if (before === undefined) return { op: 'add', type, id };
  if (before.digest === change.digest) return undefined;
  return {
    op: 'change',
    type,
    id,
    members: before.body === null ? [] : changedMembers(before.body, toCanonical(change.resource)),
  };
}
