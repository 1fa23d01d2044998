import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assets } from '../docs/assets.js';
import { explorerFiles, explorerPath } from '../docs/explorer.js';
import { guideNames, readGuide } from '../docs/guide-files.js';
import { contentPolicy, pageCaching } from '../http/page.js';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import type { Document } from '../openapi/document.js';
import { type ProblemCode, ProblemError, problemKinds } from '../problems.js';

const pageHeaders = { 'cache-control': pageCaching, 'content-security-policy': contentPolicy("'self'") };

type Pages = typeof import('../docs/pages.js');

interface DocsOptions {
  readonly findDocument: () => Promise<Document>;
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

  app.get('/docs', hidden, async (request, reply) => {
    const document = await findDocument();
    return send(request, reply, 'reference', (pages, here) => pages.writeReference(document, here));
  });

  app.get('/docs/guides', hidden, (request, reply) =>
    send(request, reply, 'guides', (pages) => pages.writeGuideList()),
  );

  app.get('/docs/changes', hidden, (request, reply) =>
    send(request, reply, 'changes', (pages) => pages.writeChanges()),
  );

  for (const name of guideNames) {
    app.get(`/docs/guides/${name}`, hidden, (request, reply) =>
      send(request, reply, `guide ${name}`, (pages, here) => pages.writeGuide(readGuide(name), here)),
    );
  }

  function serveFile(path: string, mediaType: string, read: () => string | Buffer): void {
    app.get(path, hidden, (request, reply) =>
      sendRepresentation(request, reply, find(path, mediaType, read), { 'cache-control': pageCaching }),
    );
  }
  for (const { name, mediaType, read } of assets) serveFile(`/docs/assets/${name}`, mediaType, read);
  // In front of the plugin's own way, which knows neither a coding nor a tag that lasts.
  for (const { name, mediaType, read } of explorerFiles) serveFile(`${explorerPath}/static/${name}`, mediaType, read);

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
};

function findCode(name: string): ProblemCode | undefined {
  return (Object.keys(problemKinds) as ProblemCode[]).find((code) => code === name);
}
