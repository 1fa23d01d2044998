import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { nullable, ref } from './primitives.js';

export const Cursor = (description: string) =>
  Type.String({ minLength: 1, maxLength: 512, pattern: '^[A-Za-z0-9_-]+$', description });

export const Page = Type.Object(
  {
    limit: Type.Integer({
      format: 'int32',
      minimum: 1,
      maximum: 100,
      description: 'The most items that this page could hold.',
    }),
    hasMore: Type.Boolean({ description: 'Whether there is a next page.' }),
    nextCursor: nullable(Cursor('Give it as `cursor` for the next page; `null` on the last. Opaque.')),
  },
  {
    $id: 'Page',
    description:
      'Where a page ends. All pages are read at the revision of the first, so that nothing repeats or is skipped.',
  },
);
export type Page = Static<typeof Page>;

/** The two members of every page. */
export function pageMembers<T extends TSchema>(item: T) {
  return {
    data: Type.Array(item, { maxItems: 100, description: 'The items, in the order that the operation documents.' }),
    page: ref(Page),
  };
}

/** A page of a list. */
export function PageOf<T extends TSchema>($id: string, item: T, description: string) {
  return Type.Object(pageMembers(item), { $id, description });
}
