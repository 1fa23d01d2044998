import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { toTimestamp } from '../compose/timestamp.js';
import type { Access } from '../http/access.js';
import { type Meter, toLimitHeaders } from '../http/meter.js';
import { ref } from '../schemas/primitives.js';
import { Quota } from '../schemas/quota.js';
import { serviceResponses } from '../schemas/service-responses.js';

export const quotaRoutes: FastifyPluginAsyncTypebox<{ access: Access; meter: Pick<Meter, 'readBalances'> }> = async (
  app,
  { access, meter },
) => {
  app.get(
    '/v1/quota',
    {
      schema: {
        operationId: 'getQuota',
        summary: 'Get your quota',
        description:
          'The limits that hold for you, and what is left of each. It costs nothing, and answers when nothing is left, too. A `304`, or an answer that the service has ready, costs nothing either.',
        tags: ['Service'],
        querystring: Type.Object({}, { additionalProperties: false }),
        response: serviceResponses(ref(Quota), { description: 'Your quota.', tagged: false, guarded: true }),
      },
    },
    async (request, reply) => {
      const key = access.keyOf(request);
      const balances = meter.readBalances(request);
      const body: Quota = {
        key: key
          ? {
              partner: key.partner,
              prefix: key.prefix,
              scopes: [...key.scopes],
              expiresAt: key.expiresAt === null ? null : toTimestamp(key.expiresAt),
            }
          : null,
        policies: [...balances],
      };
      reply.headers({ 'cache-control': 'no-store', ...toLimitHeaders(balances) }).type('application/json');
      return reply.send(Buffer.from(JSON.stringify(body)));
    },
  );
};
