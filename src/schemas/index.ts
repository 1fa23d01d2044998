import type { TSchema } from '@sinclair/typebox';
import { Anchor } from './anchor.js';
import { Answer, answerParts } from './answer.js';
import { AnswerDetail, Article, ArticleAnswer, QuestionLink, QuestionSummary, TopicSummary } from './article.js';
import { Author } from './author.js';
import { AuthorAnswers, AuthorDetail, AuthorEntry, AuthorList } from './author-detail.js';
import { Disclaimer } from './disclaimer.js';
import { DisclaimerDetail, DisclaimerList } from './disclaimer-detail.js';
import { Exercise, Media, RecommendedExercise, TargetArea } from './exercise.js';
import {
  ExerciseDetail,
  ExerciseEntry,
  ExerciseList,
  ExerciseUse,
  ExerciseUses,
  Rationale,
} from './exercise-detail.js';
import {
  jsonLdParts,
  LinkedAnswer,
  LinkedArticle,
  LinkedDisclaimer,
  LinkedExercisePlan,
  LinkedOrganization,
  LinkedPerson,
  LinkedQuestion,
  LinkedQuotation,
} from './json-ld.js';
import { Page } from './page.js';
import { Problem, ProblemFault } from './problem.js';
import { Question } from './question.js';
import { AnswerList, ArticleList, QuestionList, QuestionSummaryList } from './question-list.js';
import { Recall, RecallList } from './recalls.js';
import { AnswerCredit, CreditedRecommendation, RecommendationList } from './recommendation.js';
import { AnyResource, ResourceKey } from './resource.js';
import { Licence, Review, Rights, Source } from './rights.js';
import { Highlight, SearchHit, SearchResults, Snippet } from './search.js';
import { snapshotSchemas } from './snapshot.js';
import { SyncChange, SyncDelete, SyncPage, SyncSet, SyncUpsert } from './sync.js';
import { Topic } from './topic.js';
import { TopicDetail, TopicEntry, TopicList, TopicQuestions } from './topic-detail.js';

/** Every schema with a name of its own that an answer of the service can hold: the components of the document. */
export const components: readonly TSchema[] = [
  Anchor,
  Answer,
  ...answerParts,
  AnswerDetail,
  Article,
  ArticleAnswer,
  QuestionLink,
  QuestionSummary,
  TopicSummary,
  Author,
  AuthorAnswers,
  AuthorDetail,
  AuthorEntry,
  AuthorList,
  Disclaimer,
  DisclaimerDetail,
  DisclaimerList,
  Exercise,
  RecommendedExercise,
  Media,
  TargetArea,
  ExerciseDetail,
  ExerciseEntry,
  ExerciseList,
  ExerciseUse,
  ExerciseUses,
  Rationale,
  ...jsonLdParts,
  LinkedAnswer,
  LinkedArticle,
  LinkedDisclaimer,
  LinkedExercisePlan,
  LinkedOrganization,
  LinkedPerson,
  LinkedQuestion,
  LinkedQuotation,
  Page,
  Problem,
  ProblemFault,
  AnswerList,
  ArticleList,
  QuestionList,
  QuestionSummaryList,
  AnswerCredit,
  CreditedRecommendation,
  RecommendationList,
  ResourceKey,
  Licence,
  Review,
  Rights,
  Source,
  Highlight,
  SearchHit,
  SearchResults,
  Snippet,
  TopicDetail,
  TopicEntry,
  TopicList,
  TopicQuestions,
  Question,
  Topic,
  AnyResource,
  ...snapshotSchemas,
  SyncChange,
  SyncDelete,
  SyncPage,
  SyncSet,
  SyncUpsert,
  Recall,
  RecallList,
];
