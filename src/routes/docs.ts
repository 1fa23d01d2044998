import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assets } from '../docs/assets.js';
import { listGuides, writeGuide, writeGuideList } from '../docs/guides.js';
import { writeProblemList, writeProblemPage } from '../docs/problem-pages.js';
import { writeReference } from '../docs/reference.js';
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

interface DocsOptions {
  readonly findDocument: () => Document;
  readonly origin: () => string;
}

/** The pages for people: the reference, the guides, and one for each type of problem. */
export const docsRoutes: FastifyPluginAsyncTypebox<DocsOptions> = async (app, { findDocument, origin }) => {
  const made = new Map<string, ReturnType<typeof buildRepresentation>>();

  /** Pages differ by nothing but the origin, which is known when the listener is up: each is made once for it. */
  function send(request: FastifyRequest, reply: FastifyReply, name: string, write: (origin: string) => string) {
    const here = origin();
    const key = `${here} ${name}`;
    const page = made.get(key) ?? buildRepresentation(write(here), 'text/html; charset=utf-8');
    made.set(key, page);
    return sendRepresentation(request, reply, page, pageHeaders);
  }

  const hidden = { schema: { hide: true } };

  app.get('/docs', hidden, (request, reply) =>
    send(request, reply, 'reference', (here) => writeReference(findDocument(), here)),
  );

  app.get('/docs/guides', hidden, (request, reply) => send(request, reply, 'guides', writeGuideList));

  for (const guide of listGuides()) {
    app.get(`/docs/guides/${guide.name}`, hidden, (request, reply) =>
      send(request, reply, `guide ${guide.name}`, (here) => writeGuide(guide, here)),
    );
  }

  for (const { name, mediaType, text } of assets) {
    const asset = buildRepresentation(text, mediaType);
    app.get(`/docs/assets/${name}`, hidden, (request, reply) =>
      sendRepresentation(request, reply, asset, { 'cache-control': cacheControl }),
    );
  }

  app.get('/problems', hidden, (request, reply) => send(request, reply, 'problems', writeProblemList));

  app.get(
    '/problems/:code',
    { schema: { hide: true, params: Type.Object({ code: Type.String() }) } },
    (request, reply) => {
      const code = findCode(request.params.code);
      if (!code) throw new ProblemError('not-found', 'There is no such type of problem.');
      return send(request, reply, `problem ${code}`, () => writeProblemPage(code));
    },
  );

  // It sets styles on its elements, which its policy has to allow: ours need not.
  await app.register(swaggerUi, {
    routePrefix: '/docs/explorer',
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
    },
  });
};

function findCode(name: string): ProblemCode | undefined {
  return (Object.keys(problemKinds) as ProblemCode[]).find((code) => code === name);
}
