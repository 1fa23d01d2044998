import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { buildRepresentation } from '../http/representation.js';
import { sendRepresentation } from '../http/send.js';
import { ProblemError } from '../problems.js';
import { ref } from '../schemas/primitives.js';
import { ApiCatalog } from '../schemas/service.js';
import { serviceResponses } from '../schemas/service-responses.js';

export interface SecurityContact {
  readonly contact: string;
  readonly expires: Date;
}

const tags = ['Service'];
const querystring = Type.Object({}, { additionalProperties: false });
const cache = { 'cache-control': 'public, max-age=3600' };

const catalogLink = Type.String({
  pattern: '^<[!-~]+>; rel="api-catalog"$',
  maxLength: 8192,
  description: 'This address, as `rel="api-catalog"` (RFC 9727).',
});

export const wellKnownRoutes: FastifyPluginAsyncTypebox<{
  origin: () => string;
  security: SecurityContact | undefined;
}> = async (app, { origin, security }) => {
  app.get(
    '/.well-known/api-catalog',
    {
      schema: {
        operationId: 'getApiCatalog',
        summary: 'Get the API catalogue',
        description: 'Where the API and its descriptions are (RFC 9727).',
        tags,
        querystring,
        response: serviceResponses(ref(ApiCatalog), {
          description: 'The catalogue, a link set.',
          mediaType: 'application/linkset+json',
          tagged: true,
          headers: { Link: catalogLink },
        }),
      },
    },
    (request, reply) => {
      const mediaType = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"';
      const representation = buildRepresentation(JSON.stringify(buildCatalog(origin())), mediaType);
      const link = `<${origin()}/.well-known/api-catalog>; rel="api-catalog"`;
      return sendRepresentation(request, reply, representation, { ...cache, link });
    },
  );

  app.get(
    '/.well-known/security.txt',
    {
      schema: {
        operationId: 'getSecurityTxt',
        summary: 'Get the security contact',
        description: 'Whom to tell about a vulnerability (RFC 9116), where the operator has said so.',
        tags,
        querystring,
        response: serviceResponses(Type.String({ maxLength: 4096, description: 'The fields of RFC 9116.' }), {
          description: 'The contact.',
          mediaType: 'text/plain',
          tagged: true,
          missing: 'The operator has named no contact.',
        }),
      },
    },
    (request, reply) => {
      if (!security) throw new ProblemError('not-found', 'The operator has named no security contact.');
      const { contact, expires } = security;
      const text = [
        `Contact: ${contact}`,
        `Expires: ${expires.toISOString()}`,
        `Canonical: ${origin()}/.well-known/security.txt`,
        '',
      ].join('\n');
      return sendRepresentation(request, reply, buildRepresentation(text, 'text/plain; charset=utf-8'), cache);
    },
  );
};

function buildCatalog(origin: string): ApiCatalog {
  return {
    linkset: [
      {
        anchor: `${origin}/v1`,
        'service-desc': [
          { href: `${origin}/v1/openapi.json`, type: 'application/json' },
          { href: `${origin}/v1/openapi.yaml`, type: 'application/yaml' },
        ],
        'service-doc': [{ href: `${origin}/docs`, type: 'text/html' }],
        status: [{ href: `${origin}/readyz`, type: 'application/json' }],
      },
    ],
  };
}
