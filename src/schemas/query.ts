import { type TProperties, Type } from '@sinclair/typebox';
import { Cursor } from './page.js';
import { Locale, Name } from './primitives.js';

const revision = Type.Optional(
  Type.Integer({
    format: 'int64',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Read at this revision; the latest when not given. What is read at a revision never changes.',
    examples: [1],
  }),
);

const paging = {
  limit: Type.Optional(
    Type.Integer({
      format: 'int32',
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'The most items on the page.',
      examples: [20],
    }),
  ),
  cursor: Type.Optional(
    Cursor(
      'The `page.nextCursor` of the page before, with the same path and filters. It names the revision of the first page, so it goes without `revision` or with that same one.',
    ),
  ),
};

export const questionFilters = {
  topic: Type.Optional(
    Type.String({
      ...Name('Only questions of this topic: its slug or id. No topic of that name: an empty list.'),
      examples: ['types-of-exercise'],
    }),
  ),
  author: Type.Optional(
    Type.String({
      ...Name('Only questions with an answer by this author: slug or id. No author of that name: an empty list.'),
      examples: ['wendy-batts'],
    }),
  ),
  exercise: Type.Optional(
    Type.String({
      ...Name(
        'Only questions whose answers recommend this exercise: slug or id. No exercise of that name: an empty list.',
      ),
      examples: ['foam-rolling'],
    }),
  ),
  locale: Type.Optional(
    Type.String({ ...Locale('Only questions in this language: the very tag that they carry.'), examples: ['en'] }),
  ),
};

const strict = { additionalProperties: false } as const;

/** The parameters of a read of one thing. */
export const RevisionQuery = Type.Object({ revision }, strict);

/** The parameters of a read that gives a page. */
export const PageQuery = Type.Object({ ...paging, revision }, strict);

/** The parameters of a list, with its own first. */
export function pageQuery<T extends TProperties>(members: T) {
  return Type.Object({ ...members, ...paging, revision }, strict);
}
