import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeDisclaimer } from '../compose/disclaimer.js';
import { composeList } from '../compose/paged.js';
import type { Reader } from '../http/read.js';
import { DisclaimerDetail, DisclaimerList } from '../schemas/disclaimer-detail.js';
import { Name } from '../schemas/primitives.js';
import { PageQuery, RevisionQuery } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';
import { getLive, toTags } from './lookup.js';

const tags = ['Disclaimers'];
const params = Type.Object(
  { id: Type.String({ ...Name('The id of the disclaimer.'), examples: ['general'] }) },
  { additionalProperties: false },
);

export const disclaimerRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  const detail = read.named('/v1/disclaimers/:id', 'detail', async (id, at) => {
    const lookup = await store.findDisclaimer(id, at);
    const { disclaimer } = getLive(lookup, 'disclaimer', (current) => `/v1/disclaimers/${current}`);
    return {
      body: composeDisclaimer(disclaimer),
      tags: [{ type: 'disclaimer', id: disclaimer.id }],
      isOfTagsAlone: true,
    };
  });

  app.get(
    '/v1/disclaimers',
    {
      schema: {
        operationId: 'listDisclaimers',
        summary: 'List disclaimers',
        description: 'The disclaimers, by id.',
        tags,
        querystring: PageQuery,
        response: readResponses(DisclaimerList, { description: 'A page of disclaimers.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'list', async (at, page) => {
        const { parts, ...slice } = await store.listResources('disclaimer', page, at);
        return { ...composeList(slice, composeDisclaimer), tags: toTags(slice.items, parts) };
      }),
  );

  app.get(
    '/v1/disclaimers/:id',
    {
      schema: {
        operationId: 'getDisclaimer',
        summary: 'Get a disclaimer',
        description: 'One disclaimer on its own. Whatever needs one carries it already.',
        tags,
        params,
        querystring: RevisionQuery,
        response: readResponses(DisclaimerDetail, { description: 'The disclaimer.', named: true }),
      },
    },
    (request, reply) => detail(request, reply, request.params.id),
  );
};
