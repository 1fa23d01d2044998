import type { TSchema } from '@sinclair/typebox';
import { guardedResponses } from './guarded-responses.js';
import { commonHeaders, linkHeader, locationHeader, retryHeader, validators } from './headers.js';
import { ref } from './primitives.js';
import { Problem } from './problem.js';

export interface ReadShape {
  /** What the answer is, for the document. */
  readonly description: string;
  readonly mediaType?: 'application/json' | 'application/ld+json';
  /** Whether the path names a resource, which may have moved or been withdrawn. */
  readonly named?: boolean;
  /** Whether the answer is a page, with a `Link` to the next. */
  readonly paged?: boolean;
}

function problem(description: string, headers: Record<string, TSchema> = {}) {
  return {
    description,
    headers: { ...commonHeaders, ...headers },
    content: { 'application/problem+json': { schema: ref(Problem) } },
  };
}

/** Answers without a body. */
function bare(description: string, headers: Record<string, TSchema>) {
  return { type: 'null', description, headers: { ...commonHeaders, ...headers } };
}

const moved = bare('The name is a former slug, or an id: the resource is at `Location`, one hop away.', locationHeader);

/** Every status that a read can answer with, as fastify's `schema.response`. */
export function readResponses(schema: TSchema, shape: ReadShape): Record<string, unknown> {
  const { description, mediaType = 'application/json', paged = false } = shape;
  return {
    200: {
      description,
      headers: { ...commonHeaders, ...validators, ...(paged ? linkHeader : {}) },
      content: { [mediaType]: { schema: ref(schema) } },
    },
    304: bare('Your copy, named by `If-None-Match`, is current.', validators),
    400: problem('The request is not valid: `errors` names each parameter at fault.'),
    ...guardedResponses,
    404: problem('Nothing of this name, or no such revision, is published.'),
    406: problem('No coding that `Accept-Encoding` allows is offered.'),
    410: problem(
      'It was withdrawn: `reason` says why, `replacedBy` what to read instead. Or the revision that is asked for is no longer kept: `latestRevision` is the newest.',
    ),
    414: problem('The address, or a segment of its path, is too long.'),
    431: problem('The header block is too large.'),
    500: problem('The service failed. Quote `instance` when you report it.'),
    503: problem('The service cannot answer now. Try again later.', retryHeader),
    ...(shape.named === true ? { 308: moved } : {}),
  };
}
