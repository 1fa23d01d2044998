import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { toUnavailable } from '../http/errors.js';
import { ProblemError } from '../problems.js';
import { ref } from '../schemas/primitives.js';
import { Health } from '../schemas/service.js';
import { serviceResponses } from '../schemas/service-responses.js';
import type { ReadStore } from '../store/store.js';

const tags = ['Service'];
const querystring = Type.Object({}, { additionalProperties: false });
const health: Health = { status: 'ok' };
const ok = Buffer.from(JSON.stringify(health));

export const healthRoutes: FastifyPluginAsyncTypebox<{
  store: Pick<ReadStore, 'ping'>;
  isReady: () => boolean;
}> = async (app, { store, isReady }) => {
  app.get(
    '/livez',
    {
      schema: {
        operationId: 'checkLiveness',
        summary: 'Check that the process lives',
        description: 'Answers as long as the process can answer at all. Restart it when this fails.',
        tags,
        querystring,
        response: serviceResponses(ref(Health), { description: 'The process lives.', tagged: false }),
      },
    },
    (_request, reply) => reply.header('cache-control', 'no-store').type('application/json').send(ok),
  );

  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'checkReadiness',
        summary: 'Check that the service is ready',
        description:
          'Fails with 503 while the store does not answer, while the process is about to stop, and once the database was replaced under it: then it must be restarted.',
        tags,
        querystring,
        response: serviceResponses(ref(Health), { description: 'The service is ready.', tagged: false }),
      },
    },
    async (_request, reply) => {
      if (!isReady()) throw new ProblemError('unavailable', 'This process is about to stop.');
      try {
        await store.ping();
      } catch (cause) {
        throw toUnavailable(cause);
      }
      return reply.header('cache-control', 'no-store').type('application/json').send(ok);
    },
  );
};
