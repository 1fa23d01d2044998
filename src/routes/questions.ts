import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeArticle, composeQuestionSummary } from '../compose/article.js';
import { composeJsonLd } from '../compose/json-ld.js';
import { composeList } from '../compose/paged.js';
import { composeAnswers, composeRecommendations } from '../compose/question-pages.js';
import { writeArticle } from '../compose/written-article.js';
import type { Reader } from '../http/read.js';
import { Article } from '../schemas/article.js';
import { LinkedArticle } from '../schemas/json-ld.js';
import { Name, stringEnum } from '../schemas/primitives.js';
import { PageQuery, pageQuery, questionFilters, RevisionQuery } from '../schemas/query.js';
import { AnswerList, QuestionList, questionViews } from '../schemas/question-list.js';
import { RecommendationList } from '../schemas/recommendation.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';
import { findFilter } from './filter.js';
import { composeShowable, getLive, isErasedSince, toTags } from './lookup.js';

const tags = ['Questions'];
const params = Type.Object(
  {
    slug: Type.String({
      ...Name('The slug of the question. A former slug, or the id, redirects to it.'),
      examples: ['is-it-normal-to-have-knee-pain-after-running'],
    }),
  },
  { additionalProperties: false },
);
const listQuery = pageQuery({
  ...questionFilters,
  view: Type.Optional(
    stringEnum(questionViews, {
      description: '`summary` leaves the answers out; `full` gives whole articles.',
      default: 'summary',
    }),
  ),
});

export const questionRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  const readQuestion = async (slug: string, at: number, rest = '') =>
    getLive(await store.findQuestion(slug, at), 'question', (current) => `/v1/questions/${current}${rest}`);

  const article = read.named('/v1/questions/:slug', 'detail', async (slug, at) => {
    const { question, parts } = await readQuestion(slug, at);
    return {
      body: composeShowable('question', () => writeArticle(question, parts)),
      tags: toTags([question], parts),
      isOfTagsAlone: true,
    };
  });

  const jsonLd = read.named('/v1/questions/:slug/jsonld', 'detail', async (slug, at) => {
    const { question, parts } = await readQuestion(slug, at, '/jsonld');
    return {
      body: composeShowable('question', () => composeJsonLd(question, parts)),
      tags: toTags([question], parts),
      isOfTagsAlone: true,
      mediaType: 'application/ld+json',
    };
  });

  app.get(
    '/v1/questions',
    {
      schema: {
        operationId: 'listQuestions',
        summary: 'List questions',
        description:
          'Questions, newest first: by the revision that first published them, then by id. Several filters must all hold; a filter that names nothing gives an empty list.',
        tags,
        querystring: listQuery,
        response: readResponses(QuestionList, { description: 'A page of questions.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'list', async (at, page) => {
        const { view = 'summary', topic, author, exercise, locale } = request.query;
        const filter = await findFilter(store, { topic, author, exercise, locale }, at);
        if (filter === undefined) return { body: (end) => ({ view, data: [], page: end }), tags: [], next: undefined };
        const erased = isErasedSince(store, at);
        const { parts, ...slice } = await store.listQuestions(filter, page, erased ? 'full' : view, at);
        const { body, next } = composeList(slice, (question) =>
          view === 'full' ? composeArticle(question, parts) : composeQuestionSummary(question, parts, { erased }),
        );
        return { body: (end) => ({ view, ...body(end) }), tags: toTags(slice.items, parts), next };
      }),
  );

  app.get(
    '/v1/questions/:slug',
    {
      schema: {
        operationId: 'getQuestion',
        summary: 'Get a whole article',
        description:
          'The question with its answers, their authors, recommendations and seek-care advice, its topics and its disclaimer: everything a reader must see, in one body.',
        tags,
        params,
        querystring: RevisionQuery,
        response: readResponses(Article, { description: 'The article.', named: true }),
      },
    },
    (request, reply) => article(request, reply, request.params.slug),
  );

  app.get(
    '/v1/questions/:slug/answers',
    {
      schema: {
        operationId: 'listQuestionAnswers',
        summary: 'List the answers to a question',
        description: 'The answers in their order, with the disclaimer that must be shown with them.',
        tags,
        params,
        querystring: PageQuery,
        response: readResponses(AnswerList, { description: 'A page of answers.', named: true, paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'detail', async (at, page) => {
        const { question, parts } = await readQuestion(request.params.slug, at, '/answers');
        const answers = composeShowable('question', () => composeAnswers(question, parts, page));
        return { ...answers, tags: toTags([question], parts), isOfTagsAlone: true };
      }),
  );

  app.get(
    '/v1/questions/:slug/recommendations',
    {
      schema: {
        operationId: 'listQuestionRecommendations',
        summary: 'List the exercises that the answers recommend',
        description:
          'Every recommendation of every answer, in the order of the answers, each with the words it rests on and whose answer it is from.',
        tags,
        params,
        querystring: PageQuery,
        response: readResponses(RecommendationList, {
          description: 'A page of recommendations.',
          named: true,
          paged: true,
        }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'detail', async (at, page) => {
        const { question, parts } = await readQuestion(request.params.slug, at, '/recommendations');
        const recommendations = composeShowable('question', () => composeRecommendations(question, parts, page));
        return { ...recommendations, tags: toTags([question], parts), isOfTagsAlone: true };
      }),
  );

  app.get(
    '/v1/questions/:slug/jsonld',
    {
      schema: {
        operationId: 'getQuestionJsonLd',
        summary: 'Get an article as JSON-LD',
        description:
          'The article in the vocabulary of schema.org, for search engines: a `MedicalWebPage` with the question, its answers and their exercise plans. The disclaimer is its `usageInfo`; an unattributed answer has no `author`.',
        tags,
        params,
        querystring: RevisionQuery,
        response: readResponses(LinkedArticle, {
          description: 'The article as JSON-LD.',
          mediaType: 'application/ld+json',
          named: true,
        }),
      },
    },
    (request, reply) => jsonLd(request, reply, request.params.slug),
  );
};
