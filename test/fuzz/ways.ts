import { once } from 'node:events';
import { type Agent, type IncomingMessage, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import type { Answered } from '../support/judge.js';
import type { FuzzedRequest } from './requests.js';

/** Sends a request; undefined when this is no way for it. */
export type Way = (request: FuzzedRequest) => Promise<Answered> | undefined;

/** Straight to the routes. */
export function routes(app: FastifyInstance): Way {
  return ({ method, target, headers, body }) => {
    const url = toSent(target);
    if (url === undefined) return undefined;
    const options = { method: method as 'GET', url, headers, ...(body !== undefined && { payload: body }) };
    return app.inject(options).then(({ statusCode: status, headers: given, rawPayload }) => ({
      method,
      url,
      status,
      headers: given,
      body: rawPayload,
    }));
  };
}

/** What says where a request ends is for whoever sends it, and is fuzzed byte by byte elsewhere. */
const framing = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'expect']);

/** Over connections that are kept, and so past what stands in front of the routes. */
export function wire(origin: string, agent: Agent): Way {
  const { hostname, port } = new URL(origin);
  return ({ method, target, headers, body }) => {
    if (body !== undefined) return undefined;
    const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !framing.has(name)));
    const asking = send({ hostname, port, agent, method, path: target, headers: sent }).end();
    return once(asking, 'response').then(async ([response]: IncomingMessage[]) => {
      if (response === undefined) throw new Error('no answer');
      const { statusCode: status = 0, headers: given } = response;
      return { method, url: target, status, headers: given, body: await buffer(response) };
    });
  };
}

/** The target that light-my-request makes of an address; undefined when it makes none. */
function toSent(target: string): string | undefined {
  const address = target.startsWith('//') ? `http://localhost${target}` : target;
  if (!URL.canParse(address, 'http://localhost')) return undefined;
  const { pathname, search } = new URL(address, 'http://localhost');
  return `${pathname}${search}`;
}
