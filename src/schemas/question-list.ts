import { type Static, Type } from '@sinclair/typebox';
import { Article, ArticleAnswer, QuestionLink, QuestionSummary } from './article.js';
import { Disclaimer } from './disclaimer.js';
import { pageMembers } from './page.js';
import { constant, ref } from './primitives.js';

export const questionViews = ['summary', 'full'] as const;

export const QuestionSummaryList = Type.Object(
  { view: constant('summary'), ...pageMembers(ref(QuestionSummary)) },
  { $id: 'QuestionSummaryList', description: 'A page of questions without their answers.' },
);
export type QuestionSummaryList = Static<typeof QuestionSummaryList>;

export const ArticleList = Type.Object(
  { view: constant('full'), ...pageMembers(ref(Article)) },
  { $id: 'ArticleList', description: 'A page of whole articles.' },
);
export type ArticleList = Static<typeof ArticleList>;

export const QuestionList = Type.Unsafe<QuestionSummaryList | ArticleList>({
  $id: 'QuestionList',
  description: 'A page of questions, told apart by `view`.',
  oneOf: [ref(QuestionSummaryList), ref(ArticleList)],
  discriminator: {
    propertyName: 'view',
    mapping: { summary: '#/components/schemas/QuestionSummaryList', full: '#/components/schemas/ArticleList' },
  },
});
export type QuestionList = Static<typeof QuestionList>;

export const AnswerList = Type.Object(
  { question: ref(QuestionLink), ...pageMembers(ref(ArticleAnswer)), disclaimer: ref(Disclaimer) },
  { $id: 'AnswerList', description: 'A page of the answers to a question, in their order, with its disclaimer.' },
);
export type AnswerList = Static<typeof AnswerList>;
