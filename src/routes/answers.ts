import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeAnswer } from '../compose/answer.js';
import type { Reader } from '../http/read.js';
import { AnswerDetail } from '../schemas/article.js';
import { Name } from '../schemas/primitives.js';
import { RevisionQuery } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';
import { composeShowable, getLive, toTags } from './lookup.js';

const params = Type.Object(
  { id: Type.String({ ...Name('The id of the answer.'), examples: ['knee-pain-after-running.wendy-batts'] }) },
  { additionalProperties: false },
);

export const answerRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  const detail = read.named('/v1/answers/:id', 'detail', async (id, at) => {
    const lookup = await store.findAnswer(id, at);
    const { answer, parts } = getLive(lookup, 'answer', (current) => `/v1/answers/${current}`);
    return {
      body: composeShowable('answer', () => composeAnswer(answer, parts)),
      tags: toTags([answer], parts),
      isOfTagsAlone: true,
    };
  });

  app.get(
    '/v1/answers/:id',
    {
      schema: {
        operationId: 'getAnswer',
        summary: 'Get an answer',
        description:
          'One answer on its own, with its question, its place there, and the disclaimer that must be shown with it.',
        tags: ['Answers'],
        params,
        querystring: RevisionQuery,
        response: readResponses(AnswerDetail, { description: 'The answer.', named: true }),
      },
    },
    (request, reply) => detail(request, reply, request.params.id),
  );
};
