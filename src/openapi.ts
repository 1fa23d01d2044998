import type { FastifyInstance } from 'fastify';
import { once } from './once.js';
import type { Described } from './openapi/build.js';
import type { Deprecations } from './openapi/deprecations.js';
import type { Document } from './openapi/document.js';

const builders = new WeakMap<FastifyInstance, () => Promise<Document>>();

/**
 * Notes the routes that are registered from here on. The document is made of them, and what makes it is loaded, when it is
 * first asked for.
 */
export function describeRoutes(app: FastifyInstance, deprecated: Deprecations): void {
  const routes: Described['routes'][number][] = [];
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (method !== 'HEAD') routes.push({ method, url, ...(schema && { schema }) });
  });
  const make = async () => {
    const { build } = await import('./openapi/build.js');
    return build({ routes, schemas: Object.values(app.getSchemas()), deprecated });
  };
  builders.set(app, once(make));
}

/** The document of an app that is ready. */
export async function buildDocument(app: FastifyInstance): Promise<Document> {
  const find = builders.get(app);
  if (find === undefined) throw new Error('The routes of this app were not noted.');
  return find();
}

/** The document as it is committed. */
export const printDocument = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
