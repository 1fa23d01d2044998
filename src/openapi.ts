import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { addDeprecations, type Deprecations } from './openapi/deprecations.js';
import type { Document } from './openapi/document.js';
import { addExamples, readExamples } from './openapi/examples.js';
import { info, tags } from './openapi/info.js';
import { addLimits } from './openapi/limits.js';
import { addSecurity, securitySchemes } from './openapi/security.js';
import { shareParts } from './openapi/share.js';

const server = { url: '/', description: 'The production deployment that serves this document.', 'x-internal': false };

/** How the document is made from the schemas of the routes: the options of `@fastify/swagger`. */
export const toDocumentOptions = (deprecated: Deprecations): FastifyDynamicSwaggerOptions => ({
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

/** The document of an app that is ready. */
export function buildDocument(app: FastifyInstance): Document {
  return JSON.parse(JSON.stringify(app.swagger()));
}

/** The document as it is committed. */
export const printDocument = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
