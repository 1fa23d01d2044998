import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeList } from '../compose/paged.js';
import { composeTopic, composeTopicEntry } from '../compose/topic.js';
import type { Reader } from '../http/read.js';
import { Name } from '../schemas/primitives.js';
import { PageQuery } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import { TopicDetail, TopicList } from '../schemas/topic-detail.js';
import type { ReadStore } from '../store/store.js';
import { getLive, isErasedSince, toTags } from './lookup.js';

const tags = ['Topics'];
const params = Type.Object(
  {
    slug: Type.String({
      ...Name('The slug of the topic. A former slug, or the id, redirects to it.'),
      examples: ['types-of-exercise'],
    }),
  },
  { additionalProperties: false },
);

export const topicRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/topics',
    {
      schema: {
        operationId: 'listTopics',
        summary: 'List topics',
        description: 'The topics, by id, each with its related topics.',
        tags,
        querystring: PageQuery,
        response: readResponses(TopicList, { description: 'A page of topics.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'list', async (at, page) => {
        const { parts, ...slice } = await store.listResources('topic', page, at);
        const list = composeList(slice, (topic) => composeTopicEntry(topic, parts));
        return { ...list, tags: toTags(slice.items, parts) };
      }),
  );

  app.get(
    '/v1/topics/:slug',
    {
      schema: {
        operationId: 'getTopic',
        summary: 'Get a topic and its questions',
        description:
          'The topic, its related topics, and a page of its questions, newest first: by the revision that first published them, then by id. `limit` and `cursor` page through the questions.',
        tags,
        params,
        querystring: PageQuery,
        response: readResponses(TopicDetail, { description: 'The topic.', named: true, paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'detail', async (at, page) => {
        const lookup = await store.findTopic(request.params.slug, page, at);
        const { topic, questions, parts } = getLive(lookup, 'topic', (slug) => `/v1/topics/${slug}`);
        const tags = toTags([topic, ...questions.items], parts);
        if (!isErasedSince(store, at)) return { ...composeTopic(topic, questions, parts), tags };
        const { parts: whole } = await store.listQuestions({ topic: topic.id }, page, 'full', at);
        const all = { ...whole, topic: new Map([...whole.topic, ...parts.topic]) };
        return { ...composeTopic(topic, questions, all, true), tags };
      }),
  );
};
