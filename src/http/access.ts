import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { buildAuthenticate } from '../keys/authenticate.js';
import { ProblemError } from '../problems.js';
import type { Key, KeyReads } from '../store/keys.js';
import { findScope, isGuarded } from './guarded.js';

export interface Access {
  /** The key that a request came with; undefined for one without, or with one that cannot be used. */
  keyOf(request: FastifyRequest): Key | undefined;
  /** Why a request may not come in. */
  refusalOf(request: FastifyRequest): ProblemError | undefined;
}

const deliveryHeaders = ['cdn-cache-control', 'surrogate-control', 'surrogate-key', 'cache-groups', 'cache-tag'];

/** Finds out with which key each request comes, and whether that lets it in; `guard` acts upon it. */
export function identify(
  app: FastifyInstance,
  { keys, access }: { readonly keys: Pick<KeyReads, 'findKey'>; readonly access: Config['access'] },
): Access {
  const authenticate = buildAuthenticate({ keys });
  const known = new WeakMap<FastifyRequest, Key>();
  const refusals = new WeakMap<FastifyRequest, ProblemError>();

  async function judge(request: FastifyRequest, authorization: string): Promise<void> {
    const key = await authenticate(authorization);
    if (key === undefined) {
      const detail = 'The `Authorization` header holds no key that can be used.';
      return void refusals.set(request, new ProblemError('invalid-key', detail));
    }
    known.set(request, key);
    const scope = findScope(request);
    if (scope !== undefined && !key.scopes.includes(scope)) {
      refusals.set(request, new ProblemError('insufficient-scope', `The key lacks the scope \`${scope}\`.`));
    }
  }

  app.addHook('onRequest', (request, _reply, done) => {
    const { authorization } = request.headers;
    if (!isGuarded(request)) return done();
    if (authorization !== undefined) return void judge(request, authorization).then(() => done(), done);
    if (access === 'key-required') {
      refusals.set(request, new ProblemError('key-required', 'Send a key: `Authorization: Bearer so_live_…`.'));
    }
    done();
  });

  if (access === 'key-required') {
    app.addHook('onSend', (request, reply, payload, done) => {
      if (isGuarded(request)) makePrivate(reply);
      done(null, payload);
    });
  }

  return { keyOf: (request) => known.get(request), refusalOf: (request) => refusals.get(request) };
}

/** Lets in who may come in, from here on. After the limits: else whoever sends wrong keys would have none. */
export function guard(app: FastifyInstance, { refusalOf }: Pick<Access, 'refusalOf'>): void {
  app.addHook('onRequest', (request, _reply, done) => done(refusalOf(request)));
}

/**
 * `public` would let a shared cache give the answer to strangers (RFC 9111 §3.5), and what is for delivery networks alone
 * says it another way. The client's own cache may keep it for as long as ever.
 */
function makePrivate(reply: FastifyReply): void {
  const value = String(reply.getHeader('cache-control') ?? 'no-store');
  reply.header('cache-control', value.replace(/\bpublic\b/, 'private'));
  for (const name of deliveryHeaders) reply.removeHeader(name);
}
