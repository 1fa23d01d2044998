import { type Static, Type } from '@sinclair/typebox';
import { AnswerDetail, stamps } from './article.js';
import { Author } from './author.js';
import { PageOf } from './page.js';
import { ref } from './primitives.js';

export const AuthorEntry = Type.Object(
  { ...Author.properties, ...stamps },
  { $id: 'AuthorEntry', description: 'An author, as an entry of the list.' },
);
export type AuthorEntry = Static<typeof AuthorEntry>;

export const AuthorList = PageOf('AuthorList', ref(AuthorEntry), 'A page of authors.');
export type AuthorList = Static<typeof AuthorList>;

export const AuthorAnswers = PageOf('AuthorAnswers', ref(AnswerDetail), 'A page of the answers by an author.');

export const AuthorDetail = Type.Object(
  { ...AuthorEntry.properties, answers: ref(AuthorAnswers) },
  { $id: 'AuthorDetail', description: 'An author and the answers by that author, each with its disclaimer.' },
);
export type AuthorDetail = Static<typeof AuthorDetail>;
