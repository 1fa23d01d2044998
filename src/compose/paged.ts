import type { Page } from '../schemas/page.js';
import type { PageRequest, Position, Slice } from '../store/store.js';
import { MissingPartError } from './shown.js';

/** A body that waits for its `page` member, which only the caller can make: it holds a signed cursor. */
export interface Paged<T> {
  readonly body: (page: Page) => T;
  /** The place of the last item when more follow. */
  readonly next: Position | undefined;
}

/** Each of some items, but for those that lack what they cannot be shown without: that was erased for safety. */
export function composeEach<S, T>(items: readonly S[], compose: (item: S) => T): T[] {
  return items.flatMap((item) => {
    try {
      return [compose(item)];
    } catch (error) {
      if (error instanceof MissingPartError) return [];
      throw error;
    }
  });
}

/** A list of what was read. */
export function composeList<S, T>(slice: Slice<S>, compose: (item: S) => T): Paged<{ data: T[]; page: Page }> {
  const data = composeEach(slice.items, compose);
  return { body: (page) => ({ data, page }), next: slice.next };
}

/** Cuts a page out of a list that is whole in memory: the rank of an item is its index. */
export function cut<T extends { readonly id: string }>(all: readonly T[], { limit, after }: PageRequest): Slice<T> {
  const start = after === undefined ? 0 : after.rank + 1;
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const more = start + items.length < all.length;
  return { items, next: more && last !== undefined ? { rank: start + items.length - 1, id: last.id } : undefined };
}

/** What holds items is as new as the newest of them. */
export function newest<T extends { updatedAt: string }>(holder: T, items: readonly { updatedAt: string }[]): T {
  let { updatedAt } = holder;
  for (const item of items) if (item.updatedAt > updatedAt) updatedAt = item.updatedAt;
  return { ...holder, updatedAt };
}
