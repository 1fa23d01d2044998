import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import { hasContent } from './admission.js';
import { ALLOWED_METHODS, preflightHeaders } from './headers.js';
import { splitTarget } from './target.js';

/** What `OPTIONS *` is routed as: the service as a whole (RFC 9110, section 9.3.7). */
export const WHOLE_SERVER = '/*';

/** Answers whatever no route does: OPTIONS, another method at an address that can be read, and what is not there. */
export function answerUnrouted(app: FastifyInstance): void {
  const readable: RegExp[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET') readable.push(toPattern(url));
  });
  const isReadable = (path: string) => readable.some((pattern) => pattern.test(path));

  function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply | ProblemError {
    // What is left unread of a body must not be taken for the next request.
    if (hasContent(request)) reply.header('connection', 'close');
    const isOptions = request.method === 'OPTIONS';
    const isPreflight = isOptions && request.headers['access-control-request-method'] !== undefined;
    const { path } = splitTarget(request.raw.url ?? '');
    const isGeneral = isPreflight || (isOptions && path === WHOLE_SERVER);
    if (!isGeneral && !isReadable(path)) {
      return new ProblemError(
        'not-found',
        'Nothing is at this address. `GET /v1` says what is here, `/docs` is the reference.',
      );
    }
    reply.header('allow', ALLOWED_METHODS);
    if (isOptions) return reply.code(204).headers(preflightHeaders).send();
    return new ProblemError('method-not-allowed', `${request.method} is not allowed here; ${ALLOWED_METHODS} are.`);
  }

  // Before any body is parsed: of a method that is not allowed the body does not matter.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const answered = answer(request, reply);
    if (answered instanceof ProblemError) done(answered);
  });
  // What a route gives up after all: a file of the reference page that is not there.
  app.setNotFoundHandler((request, reply) => {
    const answered = answer(request, reply);
    if (answered instanceof ProblemError) throw new ProblemError('not-found', 'Nothing is at this address.');
    return answered;
  });
}

function toPattern(template: string): RegExp {
  const parts = template.split(/:[a-z]+|\*/i).map((part) => part.replace(/[.+?^$()|[\]\\{}]/g, '\\$&'));
  return new RegExp(`^${parts.join(template.includes('*') ? '.*' : '[^/]+')}$`);
}
