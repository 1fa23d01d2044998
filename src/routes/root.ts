import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeRevision } from '../compose/revision.js';
import type { Reader } from '../http/read.js';
import { ref } from '../schemas/primitives.js';
import { ServiceRoot } from '../schemas/service.js';
import { serviceResponses } from '../schemas/service-responses.js';
import type { ReadStore } from '../store/store.js';

const links: ServiceRoot['links'] = {
  questions: '/v1/questions',
  authors: '/v1/authors',
  topics: '/v1/topics',
  exercises: '/v1/exercises',
  disclaimers: '/v1/disclaimers',
  search: '/v1/search',
  sync: '/v1/sync',
  recalls: '/v1/recalls',
  latestSnapshot: '/v1/snapshots/latest',
  latestRevision: '/v1/revisions/latest',
  openapi: '/v1/openapi.json',
  reference: '/docs',
};

export const rootRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1',
    {
      schema: {
        operationId: 'getRoot',
        summary: 'Get what is here',
        description: 'The latest revision, and where to go on.',
        tags: ['Service'],
        querystring: Type.Object({}, { additionalProperties: false }),
        response: serviceResponses(ref(ServiceRoot), { description: 'What is here.', tagged: true, guarded: true }),
      },
    },
    (request, reply) =>
      read.one(request, reply, 'volatile', async (at) => {
        const body: ServiceRoot = { latest: composeRevision((await store.findRevision(at)) ?? store.latest()), links };
        return { body, tags: [] };
      }),
  );
};
