import { type Static, Type } from '@sinclair/typebox';
import { AnswerBody, Attribution, Recommendation, SeekCare } from './answer.js';
import { Disclaimer } from './disclaimer.js';
import { Count, constant, Id, ref, Slug, Text, Timestamp } from './primitives.js';
import { questionMembers, questionProvenance } from './question.js';
import { topicMembers } from './topic.js';

/** When a representation was first published and last changed: of the revisions, never of the stored resource. */
export const stamps = {
  publishedAt: Timestamp('When it was first published.'),
  updatedAt: Timestamp('When anything shown in this body last changed.'),
};

export const QuestionLink = Type.Object(
  { type: constant('question'), id: Id(), slug: Slug(), title: Text('The question, as it is to be shown.') },
  { $id: 'QuestionLink', description: 'Enough of a question to link to it.' },
);

export const TopicSummary = Type.Object(topicMembers, {
  $id: 'TopicSummary',
  description: 'A topic without its related topics.',
});

export const ArticleAnswer = Type.Object(
  {
    type: constant('answer'),
    id: Id(),
    attribution: ref(Attribution),
    body: ref(AnswerBody),
    recommendations: Type.Array(ref(Recommendation), { maxItems: 100, description: 'The exercises it recommends.' }),
    seekCare: Type.Array(ref(SeekCare), { maxItems: 100, description: 'When it says to see a professional.' }),
  },
  { $id: 'ArticleAnswer', description: 'An answer with its author and exercises in full.' },
);
export type ArticleAnswer = Static<typeof ArticleAnswer>;

export const Article = Type.Object(
  {
    ...questionMembers,
    answers: Type.Array(ref(ArticleAnswer), {
      maxItems: 100,
      description: 'The answers, in their order. They may disagree.',
    }),
    topics: Type.Array(ref(TopicSummary), { maxItems: 50, description: 'The topics, in order.' }),
    related: Type.Array(ref(QuestionLink), { maxItems: 50, description: 'Related questions, in order.' }),
    ...questionProvenance,
    disclaimer: ref(Disclaimer),
    ...stamps,
  },
  { $id: 'Article', description: 'A question with everything a reader must see, renderable from this one body.' },
);
export type Article = Static<typeof Article>;

export const QuestionSummary = Type.Object(
  {
    ...questionMembers,
    answerCount: Count('How many answers it has.'),
    topics: Type.Array(ref(TopicSummary), { maxItems: 50, description: 'The topics, in order.' }),
    review: questionProvenance.review,
    disclaimer: ref(Disclaimer),
    ...stamps,
  },
  { $id: 'QuestionSummary', description: 'A question without its answers.' },
);
export type QuestionSummary = Static<typeof QuestionSummary>;

/** An answer on its own: with its question, its place, and the disclaimer that must be shown with it. */
export const AnswerDetail = Type.Object(
  {
    ...ArticleAnswer.properties,
    question: ref(QuestionLink),
    position: Type.Integer({
      format: 'int32',
      minimum: 1,
      maximum: 100,
      description: 'Its place among the answers of the question, from 1.',
    }),
    disclaimer: ref(Disclaimer),
    ...stamps,
  },
  { $id: 'AnswerDetail', description: 'An answer on its own, with its question and its disclaimer.' },
);
export type AnswerDetail = Static<typeof AnswerDetail>;
