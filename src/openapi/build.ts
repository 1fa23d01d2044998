import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type RouteOptions } from 'fastify';
import { addDeprecations, type Deprecations } from './deprecations.js';
import type { Document } from './document.js';
import { addExamples, readExamples } from './examples.js';
import { info, tags } from './info.js';
import { addLimits } from './limits.js';
import { addSecurity, securitySchemes } from './security.js';
import { shareParts } from './share.js';

/** What the document is made of. */
export interface Described {
  readonly routes: readonly Pick<RouteOptions, 'method' | 'url' | 'schema'>[];
  /** What the routes refer to. */
  readonly schemas: readonly unknown[];
  readonly deprecated: Deprecations;
}

const server = { url: '/', description: 'The production deployment that serves this document.', 'x-internal': false };

/** How the document is made from the schemas of the routes: the options of `@fastify/swagger`. */
const toOptions = (deprecated: Deprecations): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.1',
    info,
    servers: [server],
    tags,
    components: { securitySchemes },
    externalDocs: { url: 'https://second-opinion.dev/problems/', description: 'What each type of problem means.' },
  },
  hideUntagged: true,
  // The plugin shares parts between operations: they are told apart by a copy before they are worked on.
  transformObject: (made) => {
    const document = JSON.parse(JSON.stringify('openapiObject' in made ? made.openapiObject : {}));
    addDeprecations(document, deprecated);
    addSecurity(document);
    addLimits(document);
    addExamples(document, readExamples());
    shareParts(document);
    return document;
  },
  refResolver: {
    buildLocalReference: (schema, _base, _fragment, index) =>
      typeof schema.$id === 'string' ? schema.$id : `Schema${index}`,
  },
});

/** Makes the document of routes: the plugin is given an app that has them, and answers nothing. */
export async function build({ routes, schemas, deprecated }: Described): Promise<Document> {
  const app = Fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  for (const schema of schemas) app.addSchema(schema);
  await app.register(swagger, toOptions(deprecated));
  for (const route of routes) app.route({ ...route, handler: () => {} });
  await app.ready();
  const document: Document = JSON.parse(JSON.stringify(app.swagger()));
  await app.close();
  return document;
}
