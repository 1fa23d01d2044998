import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeList } from '../compose/paged.js';
import { composeRecall } from '../compose/recall.js';
import type { Reader } from '../http/read.js';
import { pageQuery } from '../schemas/query.js';
import { RecallList } from '../schemas/recalls.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';

const query = pageQuery({
  since: Type.Optional(
    Type.Integer({
      format: 'int64',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Only what was recalled after this revision.',
      examples: [1],
    }),
  ),
});

export const recallRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/recalls',
    {
      schema: {
        operationId: 'listRecalls',
        summary: 'List what must be hidden at once',
        description:
          'Everything that was withdrawn for safety, the newest first: by revision, then type, then id, all descending. Hide each copy whose `revision` is below that of its recall. What was published again stays listed, with `reinstatedIn`, for whoever holds the copy from before. Ask it often: it is small, and cached for 15 seconds.',
        tags: ['Sync'],
        querystring: query,
        response: readResponses(RecallList, { description: 'A page of recalls.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'fresh', async (at, page) => {
        const slice = await store.listRecalls(request.query.since ?? 0, page, at);
        const { body, next } = composeList(slice, composeRecall);
        const tags = slice.items.map(({ type, id }) => ({ type, id }));
        return { body: (end) => ({ revision: at, ...body(end) }), tags, next };
      }),
  );
};
