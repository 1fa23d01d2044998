import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';

const SWEEP_MILLISECONDS = 50;
const HARD_STOP_MILLISECONDS = 10_000;

const drains = new WeakMap<Server, Promise<void>>();
const replaced = new WeakSet<Server>();

type Served = Pick<FastifyInstance, 'server'>;

/** Whether the process is about to stop: it serves still, but lets go of its connections. */
export const isDraining = ({ server }: Served): boolean => drains.has(server);

/** Whether requests should be sent to the address that the process listens on: to it, or to what has taken its place there. */
export const isReady = ({ server }: Served): boolean => !drains.has(server) || replaced.has(server);

/**
 * Stops without failing a request: for `seconds` it goes on serving, so that whoever balances the load sees `/readyz`
 * answer 503 and clients see `Connection: close`; then it takes no connections, lets go of idle ones as they become so,
 * and at last of all that are left. Called again, it gives the same promise.
 */
export function drain(app: FastifyInstance, seconds: number, hardStop = HARD_STOP_MILLISECONDS): Promise<void> {
  replaced.delete(app.server);
  const known = drains.get(app.server);
  if (known) return known;
  const draining = stop(app, seconds, hardStop);
  drains.set(app.server, draining);
  return draining;
}

/** The same, where others serve at this address already: `/readyz` goes on answering for them. */
export function retire(app: FastifyInstance, seconds: number): Promise<void> {
  if (drains.has(app.server)) return drain(app, seconds);
  const draining = drain(app, seconds);
  replaced.add(app.server);
  return draining;
}

async function stop(app: FastifyInstance, seconds: number, hardStop: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MILLISECONDS);
  const end = setTimeout(() => app.server.closeAllConnections(), hardStop);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(end);
  }
}
