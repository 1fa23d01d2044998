import { type Static, Type } from '@sinclair/typebox';
import { Attribution, Recommendation } from './answer.js';
import { QuestionLink } from './article.js';
import { Disclaimer } from './disclaimer.js';
import { pageMembers } from './page.js';
import { Id, ref } from './primitives.js';

export const AnswerCredit = Type.Object(
  { id: Id(), attribution: ref(Attribution) },
  { $id: 'AnswerCredit', description: 'Which answer something is from, and who gives it.' },
);
export type AnswerCredit = Static<typeof AnswerCredit>;

export const CreditedRecommendation = Type.Object(
  { ...Recommendation.properties, answer: ref(AnswerCredit) },
  { $id: 'CreditedRecommendation', description: 'A recommendation and the answer that gives it.' },
);
export type CreditedRecommendation = Static<typeof CreditedRecommendation>;

export const RecommendationList = Type.Object(
  { question: ref(QuestionLink), ...pageMembers(ref(CreditedRecommendation)), disclaimer: ref(Disclaimer) },
  {
    $id: 'RecommendationList',
    description: 'A page of the recommendations of all answers to a question, with its disclaimer.',
  },
);
export type RecommendationList = Static<typeof RecommendationList>;
