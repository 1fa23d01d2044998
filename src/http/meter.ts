import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serializeList } from 'structured-headers';
import type { Config } from '../config.js';
import { policiesOf, toNetworkCaller, toPartnerCaller } from '../limits/caller.js';
import type { Balance, Limits, Spent } from '../limits/limits.js';
import { ProblemError } from '../problems.js';
import type { Access } from './access.js';
import type { Client, FindClient } from './client.js';
import { isGuarded } from './guarded.js';
import { toNetwork } from './network.js';

interface Given {
  readonly limits: Limits;
  readonly policies: Config['limits'];
  readonly access: Pick<Access, 'keyOf'>;
  readonly findClient: FindClient;
}

export interface Meter {
  /** The answer was there already: it costs nothing. */
  forgive(request: FastifyRequest): void;
  /** Whether the quota was charged for a request, once it is answered. */
  isCharged(request: FastifyRequest): boolean;
  /** Whether somebody without a key may have what costs nothing. */
  admits(client: Client): boolean;
  /** Charges somebody without a key; undefined when nothing is left. */
  charge(client: Client): ClientCharge | undefined;
  /** What the caller has left. */
  readBalances(request: FastifyRequest): readonly Balance[];
}

export interface ClientCharge {
  /** False for somebody who is not limited. */
  readonly isTaken: boolean;
  takeBack(): void;
}

const NO_CHARGE: ClientCharge = { isTaken: false, takeBack() {} };

interface Charge {
  readonly caller: string;
  readonly spent: Spent;
  isFree: boolean;
}

/**
 * Charges callers for what is asked from here on. A request is charged before any work is done, so that many at once cannot
 * overdraw, and gets it back when the answer is a 304 or was in the cache.
 */
export function meter(app: FastifyInstance, { limits, policies, access, findClient }: Given): Meter {
  const charges = new WeakMap<FastifyRequest, Charge>();

  const toAnonymousCaller = ({ caller }: Client) => (policies.anonymous.length > 0 ? caller : undefined);

  const clientOf = ({ raw, headers }: FastifyRequest) => findClient(raw, joined(headers['x-forwarded-for']));

  /** Undefined for one that is not limited. */
  function findCaller(request: FastifyRequest): string | undefined {
    const key = access.keyOf(request);
    if (key) return policies.key.length > 0 ? toPartnerCaller(key.partner) : undefined;
    return toAnonymousCaller(clientOf(request));
  }

  const isMetered = (request: FastifyRequest) =>
    isGuarded(request) && request.routeOptions.schema?.operationId !== 'getQuota';

  function admit(request: FastifyRequest, reply: FastifyReply): ProblemError | undefined {
    const caller = isMetered(request) ? findCaller(request) : undefined;
    if (caller === undefined) return undefined;
    const spent = limits.spend(caller, policiesOf(caller, policies), 1);
    charges.set(request, { caller, spent, isFree: false });
    if (spent.isAdmitted) return undefined;
    const exceeded = spent.balances.filter(({ remaining }) => remaining === 0);
    reply.header('retry-after', String(Math.max(1, ...exceeded.map(({ resetSeconds }) => resetSeconds))));
    const names = exceeded.map(({ name }) => name);
    return new ProblemError('quota-exceeded', `The quota is used up: ${names.join(', ')}.`, {
      'violated-policies': names,
    });
  }

  function settle(reply: FastifyReply, charge: Charge): void {
    const { caller, spent } = charge;
    charge.isFree ||= reply.statusCode === 304;
    const left = charge.isFree ? limits.spend(caller, policiesOf(caller, policies), -1) : spent;
    if (!isPublic(reply)) reply.headers(toLimitHeaders(left.balances));
  }

  app.addHook('onRequest', (request, reply, done) => done(admit(request, reply)));

  app.addHook('onSend', (request, reply, payload, done) => {
    const charge = charges.get(request);
    if (charge) settle(reply, charge);
    done(null, payload);
  });

  return {
    forgive(request) {
      const charge = charges.get(request);
      if (charge) charge.isFree = true;
    },
    admits(client) {
      const caller = toAnonymousCaller(client);
      return caller === undefined || limits.admits(caller, policies.anonymous);
    },
    charge(client) {
      const caller = toAnonymousCaller(client);
      if (caller === undefined) return NO_CHARGE;
      const { isAdmitted } = limits.spend(caller, policies.anonymous, 1);
      if (!isAdmitted) return undefined;
      return { isTaken: true, takeBack: () => void limits.spend(caller, policies.anonymous, -1) };
    },
    isCharged(request) {
      const charge = charges.get(request);
      return charge !== undefined && !charge.isFree && charge.spent.isAdmitted;
    },
    readBalances(request) {
      const caller = findCaller(request) ?? toNetworkCaller(toNetwork(clientOf(request).address));
      return limits.spend(caller, policiesOf(caller, policies), 0).balances;
    },
  };
}

/** Node joins the values of most headers itself; its types do not tell of which. */
const joined = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);

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
