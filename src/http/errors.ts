import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemCode, ProblemError, toProblem } from '../problems.js';
import { StoreError } from '../store/errors.js';
import { findChallenge } from './challenge.js';
import { standardHeaders } from './headers.js';
import { invalidParameters } from './parameters.js';

/** Sends a problem: the one way in which an error leaves Fastify. As bytes: to text Fastify would add a charset. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  if (error.status === 503) reply.header('retry-after', error.code === 'overloaded' ? '5' : '1');
  const challenge = findChallenge(error, reply.request);
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  for (const name of ['etag', 'content-encoding', 'content-location', 'link', 'vary']) reply.removeHeader(name);
  return reply
    .code(error.status)
    .headers(standardHeaders)
    .header('cache-control', toErrorCacheControl(error.status))
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(toProblem(error, toInstance(reply.request.id)))));
}

/** For validation, whatever is thrown, and what Fastify finds before a route is reached. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblemError(error);
  // What turns requests away on purpose, such as a process that stops, has no cause: the line of the answer tells of it.
  if (problem.status >= 500 && !(problem.status === 503 && problem.cause === undefined)) {
    const route = request.routeOptions.url;
    request.log.error({ err: error, route, instance: toInstance(request.id) }, 'request failed');
  }
  return sendProblem(reply, problem);
}

/** Why the service cannot be relied on now. */
export function toUnavailable(cause: unknown): ProblemError {
  const isReplaced = cause instanceof StoreError && cause.code === 'replaced';
  const detail = isReplaced
    ? 'The database was replaced or removed under this process, which must be restarted.'
    : 'The store does not answer.';
  return new ProblemError('unavailable', detail, {}, { cause });
}

export const toInstance = (id: string) => `urn:uuid:${id}`;

export function toErrorCacheControl(status: number): string {
  return status === 404 || status === 410 ? 'public, max-age=60' : 'no-store';
}

/** What may be known of an error that Fastify or one of its plugins made. */
interface ForeignError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[];
  readonly validationContext?: unknown;
}

const fastifyProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_BAD_URL: ['malformed-request', 'The address is not a valid path, or its percent-encoding is broken.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A segment of the path is longer than any name here.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['content-too-large', 'The request body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'The body is of a media type that is not read here.'],
};

const statusProblems: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  403: ['not-found', 'Nothing is here.'],
  404: ['not-found', 'Nothing is here.'],
  413: ['content-too-large', 'The request body is too large.'],
  414: ['uri-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'The body is of a media type that is not read here.'],
};

function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreError && (error.code === 'busy' || error.code === 'unavailable')) {
    return new ProblemError('unavailable', 'The store does not answer right now: try again.', {}, { cause: error });
  }
  if (error instanceof StoreError && error.code === 'behind') {
    return new ProblemError(
      'replica-behind',
      'This revision has not arrived here yet: try again.',
      {},
      { cause: error },
    );
  }
  const { code, statusCode, validation, validationContext }: ForeignError =
    typeof error === 'object' && error !== null ? error : {};
  // A name that is not well-formed names nothing: the same answer as for one that is unknown.
  if (validation && validationContext === 'params') {
    return new ProblemError('not-found', 'No resource has this name.');
  }
  if (validation) {
    return invalidParameters(
      validation.map(({ instancePath, message = 'is not valid' }) => {
        const parameter = instancePath.split('/')[1];
        return { detail: message, code: 'invalid', ...(parameter && { parameter: parameter.slice(0, 200) }) };
      }),
    );
  }
  const status = typeof statusCode === 'number' ? statusCode : 500;
  const known = (typeof code === 'string' ? fastifyProblems[code] : undefined) ?? statusProblems[status];
  if (known) return new ProblemError(known[0], known[1], {}, { cause: error });
  if (status >= 400 && status < 500) {
    return new ProblemError('malformed-request', 'The request cannot be read.', {}, { cause: error });
  }
  const detail = 'Something failed here, not in your request. Quote `instance` when you report it.';
  return new ProblemError('internal', detail, {}, { cause: error });
}
