import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { explorerPath } from '../docs/explorer.js';
import { contentPolicy, pageCaching } from '../http/page.js';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import { once } from '../once.js';

const caching = { 'cache-control': pageCaching };
// It sets styles on its elements, which its policy has to allow: our own pages need not.
const policy = contentPolicy("'self' 'unsafe-inline'");

interface ExplorerOptions {
  readonly findDocument: () => Promise<object>;
}

/** Swagger UI: an app of its own, which is made when it is first asked for something. */
export const explorerRoutes: FastifyPluginAsyncTypebox<ExplorerOptions> = async (app, { findDocument }) => {
  const find = once(() => open(findDocument));

  async function pass(request: FastifyRequest, reply: FastifyReply) {
    const { url, headers: asked } = request;
    const { statusCode, headers, rawPayload } = await (await find()).inject({ url, headers: asked });
    // Its errors have a shape of their own.
    if (statusCode >= 500) throw new Error(`The explorer answered ${statusCode}: ${rawPayload}`);
    if (statusCode >= 400) return reply.callNotFound();
    const { connection: _, date: __, 'content-length': ___, ...told } = headers;
    // Of no bytes at all Fastify would make up a type.
    return reply
      .code(statusCode)
      .headers(told)
      .send(rawPayload.length > 0 ? rawPayload : undefined);
  }

  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', policy);
  });

  const hidden = { schema: { hide: true } };
  for (const path of ['', '/', '/static/index.html', '/static/swagger-initializer.js', '/yaml'])
    app.get(`${explorerPath}${path}`, hidden, pass);
  // Of both methods, not of GET alone: it does not say that every address of this form can be read.
  app.route({ method: ['GET', 'HEAD'], url: `${explorerPath}/static/*`, ...hidden, handler: pass });

  const json = once(async () => buildRepresentation(JSON.stringify(await findDocument()), 'application/json'));
  app.get(`${explorerPath}/json`, hidden, async (request, reply) =>
    sendRepresentation(request, reply, await json(), caching),
  );
};

async function open(findDocument: () => Promise<object>): Promise<FastifyInstance> {
  const document = await findDocument();
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  const app = Fastify();
  await app.register(swagger);
  await app.register(swaggerUi, {
    routePrefix: explorerPath,
    theme: { title: 'Second Opinion: the explorer' },
    uiConfig: { docExpansion: 'list', deepLinking: true },
    transformSpecification: () => ({ ...document }),
    transformSpecificationClone: false,
    uiHooks: {
      onRequest: (_request, reply, done) => {
        reply.headers(caching);
        done();
      },
    },
  });
  await app.ready();
  return app;
}
