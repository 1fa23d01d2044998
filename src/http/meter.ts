import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serializeList } from 'structured-headers';
import type { Config } from '../config.js';
import type { Balance, LimitStore, Policy } from '../limits/store.js';
import { ProblemError } from '../problems.js';
import type { Access } from './access.js';
import { isGuarded } from './guarded.js';
import { isLoopback, toNetwork } from './network.js';

interface Given {
  readonly limits: LimitStore;
  readonly policies: Config['limits'];
  readonly access: Access;
  /** Told of every request that was served although the limits could not be reached. */
  readonly onFailure: () => void;
}

export interface Meter {
  /** The answer was there already: it costs nothing. */
  forgive(request: FastifyRequest): void;
  /** Whether the quota was charged for a request, once it is answered. */
  isCharged(request: FastifyRequest): boolean;
  /** What the caller has left. */
  readBalances(request: FastifyRequest): Promise<readonly Balance[]>;
}

interface Charge {
  isFree: boolean;
  isRefused: boolean;
  balances: readonly Balance[] | undefined;
}

const LOG_EVERY_MILLISECONDS = 10_000;

/**
 * Charges callers for what is asked from here on. A request is charged before any work is done, so that many at once cannot
 * overdraw, and gets it back when the answer is a 304 or was in the cache.
 */
export function meter(app: FastifyInstance, { limits, policies, access, onFailure }: Given): Meter {
  const charges = new WeakMap<FastifyRequest, Charge>();
  let failures = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;

  function findCaller(request: FastifyRequest): readonly [string, readonly Policy[]] {
    const key = access.keyOf(request);
    // Both keys of a partner draw on one quota: a rotation does not double it.
    if (key) return [`key ${key.partner}`, policies.key];
    const address = isIP(request.ip) ? request.ip : (request.socket.remoteAddress ?? '');
    return [`address ${toNetwork(address)}`, policies.anonymous];
  }

  const spend = (request: FastifyRequest, cost: number) => limits.spend(...findCaller(request), cost);

  async function trySpend(request: FastifyRequest, cost: number) {
    try {
      return await spend(request, cost);
    } catch (error) {
      failures += 1;
      onFailure();
      if (performance.now() - loggedAt >= LOG_EVERY_MILLISECONDS) {
        loggedAt = performance.now();
        request.log.warn({ err: error, failures }, 'served without limits, which cannot be reached');
      }
      return undefined;
    }
  }

  // A loopback address names nobody: it is this machine, or all that a proxy passes on which TRUSTED_PROXIES does not name.
  const isMetered = (request: FastifyRequest) =>
    isGuarded(request) &&
    request.routeOptions.schema?.operationId !== 'getQuota' &&
    (access.keyOf(request) ? policies.key.length > 0 : policies.anonymous.length > 0 && !isLoopback(request.ip));

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const spent = await trySpend(request, 1);
    charges.set(request, { isFree: false, isRefused: spent?.isAdmitted === false, balances: spent?.balances });
    if (spent?.isAdmitted !== false) return;
    const exceeded = spent.balances.filter(({ remaining }) => remaining === 0);
    reply.header('retry-after', String(Math.max(1, ...exceeded.map(({ resetSeconds }) => resetSeconds))));
    const names = exceeded.map(({ name }) => name);
    throw new ProblemError('quota-exceeded', `The quota is used up: ${names.join(', ')}.`, {
      'violated-policies': names,
    });
  }

  async function settle(request: FastifyRequest, reply: FastifyReply, charge: Charge): Promise<void> {
    charge.isFree ||= reply.statusCode === 304;
    if (charge.isFree && charge.balances !== undefined) charge.balances = (await trySpend(request, -1))?.balances;
    if (!isPublic(reply) && charge.balances !== undefined) reply.headers(toLimitHeaders(charge.balances));
  }

  // What is not metered is never put off: a refusal must be sent before the rest of what is refused is parsed.
  app.addHook('onRequest', (request, reply, done) => {
    if (isMetered(request)) admit(request, reply).then(() => done(), done);
    else done();
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const charge = charges.get(request);
    if (charge) settle(request, reply, charge).then(() => done(null, payload), done);
    else done(null, payload);
  });

  return {
    forgive(request) {
      const charge = charges.get(request);
      if (charge) charge.isFree = true;
    },
    isCharged(request) {
      const charge = charges.get(request);
      return charge !== undefined && !charge.isFree && !charge.isRefused;
    },
    async readBalances(request) {
      try {
        return (await spend(request, 0)).balances;
      } catch (cause) {
        throw new ProblemError('unavailable', 'The limits cannot be reached right now: try again.', {}, { cause });
      }
    },
  };
}

/** What others get from a shared cache must not say what one caller has left. */
const isPublic = (reply: FastifyReply) => /\bpublic\b/.test(String(reply.getHeader('cache-control')));

/** In the syntax of draft-ietf-httpapi-ratelimit-headers-10. */
export function toLimitHeaders(balances: readonly Balance[]): Record<string, string> {
  if (balances.length === 0) return {};
  const list = (toParameters: (balance: Balance) => [string, number][]) =>
    serializeList(balances.map((balance) => [balance.name, new Map(toParameters(balance))]));
  return {
    'ratelimit-policy': list(({ quota, windowSeconds }) => [
      ['q', quota],
      ['w', windowSeconds],
    ]),
    ratelimit: list(({ remaining, resetSeconds }) => [
      ['r', remaining],
      ['t', resetSeconds],
    ]),
  };
}
