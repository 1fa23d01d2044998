import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assets } from '../docs/assets.js';
import { explorerFiles } from '../docs/explorer.js';
import { listGuides } from '../docs/guide-files.js';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import type { Document } from '../openapi/document.js';
import { type ProblemCode, ProblemError, problemKinds } from '../problems.js';

/** A page loads this service's files and asks this service, and nothing else. */
const policy = (style: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${style}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const cacheControl = 'public, max-age=300';
const pageHeaders = { 'cache-control': cacheControl, 'content-security-policy': policy("'self'") };

const explorer = '/docs/explorer';

type Pages = typeof import('../docs/pages.js');

interface DocsOptions {
  readonly findDocument: () => Document;
  readonly origin: () => string;
}

/** The pages for people: the reference, the guides, and one for each type of problem. */
export const docsRoutes: FastifyPluginAsyncTypebox<DocsOptions> = async (app, { findDocument, origin }) => {
  const made = new Map<string, ReturnType<typeof buildRepresentation>>();

  /** What is sent, made when it is first asked for. */
  function find(key: string, mediaType: string, make: () => string | Buffer) {
    const found = made.get(key) ?? buildRepresentation(make(), mediaType);
    made.set(key, found);
    return found;
  }

  /** Pages differ by nothing but the origin, which is known when the listener is up: each is made once for it. */
  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    write: (pages: Pages, origin: string) => string,
  ) {
    const pages = await import('../docs/pages.js');
    const here = origin();
    const page = find(`${here} ${name}`, 'text/html; charset=utf-8', () => write(pages, here));
    return sendRepresentation(request, reply, page, pageHeaders);
  }

  const hidden = { schema: { hide: true } };

  app.get('/docs', hidden, (request, reply) =>
    send(request, reply, 'reference', (pages, here) => pages.writeReference(findDocument(), here)),
  );

  app.get('/docs/guides', hidden, (request, reply) =>
    send(request, reply, 'guides', (pages) => pages.writeGuideList()),
  );

  app.get('/docs/changes', hidden, (request, reply) =>
    send(request, reply, 'changes', (pages) => pages.writeChanges()),
  );

  for (const guide of listGuides()) {
    app.get(`/docs/guides/${guide.name}`, hidden, (request, reply) =>
      send(request, reply, `guide ${guide.name}`, (pages, here) => pages.writeGuide(guide, here)),
    );
  }

  function serveFile(path: string, mediaType: string, read: () => string | Buffer): void {
    app.get(path, hidden, (request, reply) =>
      sendRepresentation(request, reply, find(path, mediaType, read), { 'cache-control': cacheControl }),
    );
  }
  for (const { name, mediaType, text } of assets) serveFile(`/docs/assets/${name}`, mediaType, () => text);
  // In front of the plugin's own way, which knows neither a coding nor a tag that lasts.
  for (const { name, mediaType, read } of explorerFiles) serveFile(`${explorer}/static/${name}`, mediaType, read);

  app.get('/problems', hidden, (request, reply) =>
    send(request, reply, 'problems', (pages) => pages.writeProblemList()),
  );

  app.get(
    '/problems/:code',
    { schema: { hide: true, params: Type.Object({ code: Type.String() }) } },
    (request, reply) => {
      const code = findCode(request.params.code);
      if (!code) throw new ProblemError('not-found', 'There is no such type of problem.');
      return send(request, reply, `problem ${code}`, (pages) => pages.writeProblemPage(code));
    },
  );

  // It sets styles on its elements, which its policy has to allow: ours need not.
  await app.register(swaggerUi, {
    routePrefix: explorer,
    staticCSP: policy("'self' 'unsafe-inline'"),
    theme: { title: 'Second Opinion: the explorer' },
    uiConfig: { docExpansion: 'list', deepLinking: true },
    transformSpecification: () => ({ ...findDocument() }),
    transformSpecificationClone: false,
    uiHooks: {
      onRequest: (_request, reply, done) => {
        reply.header('cache-control', cacheControl);
        done();
      },
      preHandler: async (request, reply) => {
        if (request.routeOptions.url !== `${explorer}/json`) return;
        const document = find('document', 'application/json', () => JSON.stringify(findDocument()));
        await sendRepresentation(request, reply, document, { 'cache-control': cacheControl });
      },
    },
  });
};

function findCode(name: string): ProblemCode | undefined {
  return (Object.keys(problemKinds) as ProblemCode[]).find((code) => code === name);
}
