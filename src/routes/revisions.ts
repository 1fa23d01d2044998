import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeRevision } from '../compose/revision.js';
import type { Reader } from '../http/read.js';
import { ref } from '../schemas/primitives.js';
import { LatestRevision } from '../schemas/service.js';
import { serviceResponses } from '../schemas/service-responses.js';
import type { ReadStore } from '../store/store.js';

export const revisionRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/revisions/latest',
    {
      schema: {
        operationId: 'getLatestRevision',
        summary: 'Get the latest revision',
        description: 'What is current, in few bytes. Ask this to learn whether anything was published.',
        tags: ['Service'],
        querystring: Type.Object({}, { additionalProperties: false }),
        response: serviceResponses(ref(LatestRevision), {
          description: 'The latest revision.',
          tagged: true,
          guarded: true,
        }),
      },
    },
    (request, reply) =>
      read.one(request, reply, 'volatile', async (at) => ({
        body: composeRevision((await store.findRevision(at)) ?? store.latest()),
        tags: [],
      })),
  );
};
