import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import { once } from '../once.js';
import { printDocument } from '../openapi.js';
import { serviceResponses } from '../schemas/service-responses.js';

const tags = ['Service'];
const querystring = Type.Object({}, { additionalProperties: false });
const cache = { 'cache-control': 'public, max-age=300' };

/** What writes YAML is loaded for this alone. */
const toYaml = async (document: object) => (await import('../openapi/yaml.js')).toYaml(document);

export const openapiRoutes: FastifyPluginAsyncTypebox<{ findDocument: () => Promise<object> }> = async (
  app,
  { findDocument },
) => {
  // Made on the first request: the document is of all routes, those that come after this one too.
  const represent = (write: (document: object) => string | Promise<string>, mediaType: string) =>
    once(async () => buildRepresentation(await write(await findDocument()), mediaType));
  const json = represent(printDocument, 'application/json');
  const yaml = represent(toYaml, 'application/yaml');

  app.get(
    '/v1/openapi.json',
    {
      schema: {
        operationId: 'getOpenapiJson',
        summary: 'Get the OpenAPI document',
        description: 'This description, as JSON.',
        tags,
        querystring,
        response: serviceResponses(
          Type.Object({}, { additionalProperties: true, description: 'An OpenAPI 3.1 document.' }),
          { description: 'The OpenAPI document.', tagged: true },
        ),
      },
    },
    async (request, reply) => sendRepresentation(request, reply, await json(), cache),
  );

  app.get(
    '/v1/openapi.yaml',
    {
      schema: {
        operationId: 'getOpenapiYaml',
        summary: 'Get the OpenAPI document as YAML',
        description: 'This description, as YAML.',
        tags,
        querystring,
        response: serviceResponses(Type.String({ maxLength: 10_000_000, description: 'An OpenAPI 3.1 document.' }), {
          description: 'The OpenAPI document.',
          mediaType: 'application/yaml',
          tagged: true,
        }),
      },
    },
    async (request, reply) => sendRepresentation(request, reply, await yaml(), cache),
  );
};
