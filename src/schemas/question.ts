import { type Static, Type } from '@sinclair/typebox';
import { constant, Id, Locale, nullable, ref, Slug, Text } from './primitives.js';
import { Review, Rights, Source } from './rights.js';

export const questionMembers = {
  type: constant('question'),
  id: Id(),
  slug: Slug(),
  locale: Locale('The language of the question and its answers, a BCP 47 tag.'),
  title: Text('The question, as it is to be shown.'),
};

export const questionProvenance = {
  review: nullable(ref(Review), { description: 'The last review; `null` when none is known.' }),
  source: nullable(ref(Source), { description: 'Where it comes from; `null` when unknown.' }),
  rights: nullable(ref(Rights), { description: 'What a reader may do with it; `null` when unknown.' }),
};

export const Question = Type.Object(
  {
    ...questionMembers,
    answers: Type.Array(Id('The id of an answer.'), {
      maxItems: 100,
      uniqueItems: true,
      description: 'The ids of its answers, in their order.',
    }),
    topics: Type.Array(Id('The id of a topic.'), {
      maxItems: 50,
      uniqueItems: true,
      description: 'The ids of its topics, in order.',
    }),
    related: Type.Array(Id('The id of a question.'), {
      maxItems: 50,
      uniqueItems: true,
      description: 'The ids of related questions, in order.',
    }),
    disclaimer: Id('The id of the disclaimer that must be shown with it.'),
    ...questionProvenance,
  },
  { $id: 'Question', description: 'A question as it is stored and synced.' },
);
export type Question = Static<typeof Question>;
