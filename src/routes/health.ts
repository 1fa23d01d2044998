import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { ProblemError } from '../problems.js';
import { ref } from '../schemas/primitives.js';
import { Health, Readiness } from '../schemas/service.js';
import { serviceResponses } from '../schemas/service-responses.js';
import type { ReadStore } from '../store/store.js';

const tags = ['Service'];
const querystring = Type.Object({}, { additionalProperties: false });
const health: Health = { status: 'ok' };
const ok = Buffer.from(JSON.stringify(health));
const ready: Readiness = { status: 'ok' };
const reading: Readiness = { status: 'warn' };
const readiness = { all: Buffer.from(JSON.stringify(ready)), reading: Buffer.from(JSON.stringify(reading)) };

export const healthRoutes: FastifyPluginAsyncTypebox<{
  store: Pick<ReadStore, 'ping'>;
  isDraining: () => boolean;
}> = async (app, { store, isDraining }) => {
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
          'Fails with 503 while the store does not answer and while the process is about to stop. With `warn` content can be read, but nothing can be published: keep sending readers.',
        tags,
        querystring,
        response: serviceResponses(ref(Readiness), { description: 'The service is ready.', tagged: false }),
      },
    },
    async (_request, reply) => {
      if (isDraining()) throw new ProblemError('unavailable', 'This process is about to stop.');
      const working = await store.ping().catch((cause: unknown) => {
        throw new ProblemError('unavailable', 'The store does not answer.', {}, { cause });
      });
      return reply.header('cache-control', 'no-store').type('application/json').send(readiness[working]);
    },
  );
};
