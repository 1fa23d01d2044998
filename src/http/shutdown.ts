import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';

const SWEEP_MILLISECONDS = 50;
const HARD_STOP_MILLISECONDS = 10_000;

const drains = new WeakMap<Server, Promise<void>>();

/** Whether the process is about to stop: it serves still, but should be sent nothing new. */
export const isDraining = ({ server }: Pick<FastifyInstance, 'server'>): boolean => drains.has(server);

/**
 * Stops without failing a request: for `seconds` it goes on serving, so that whoever balances the load sees `/readyz`
 * answer 503 and clients see `Connection: close`; then it takes no connections, lets go of idle ones as they become so,
 * and at last of all that are left. Called again, it gives the same promise.
 */
export function drain(app: FastifyInstance, seconds: number, hardStop = HARD_STOP_MILLISECONDS): Promise<void> {
  const known = drains.get(app.server);
  if (known) return known;
  const draining = stop(app, seconds, hardStop);
  drains.set(app.server, draining);
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
