import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { ProblemError } from '../problems.js';

/** What must answer whatever happens: whether to send requests here, and whether to begin anew. */
const probes = new Set(['/livez', '/readyz']);

/**
 * Turns requests away, before any work is done for them, while the process is so far behind that all would be late. Gives
 * whether it is.
 */
export function shedLoad(app: FastifyInstance, { overload }: Pick<Config, 'overload'>): () => boolean {
  const { delayMilliseconds, utilisationPercent, heapBytes } = overload;
  if (delayMilliseconds === 0 && utilisationPercent === 0 && heapBytes === 0) return () => false;
  app.register(underPressure, {
    maxEventLoopDelay: delayMilliseconds,
    maxEventLoopUtilization: utilisationPercent / 100,
    // Else it would be that of the whole life of the process.
    eventLoopUtilizationMode: 'interval',
    maxHeapUsedBytes: heapBytes,
    // It would answer in a shape of its own; the hook below does so in ours.
    pressureHandler: () => {},
  });
  app.addHook('onRequest', (request, _reply, done) => {
    done(isTurnedAway(request) ? new ProblemError('overloaded', 'Too much is asked at once: try again.') : undefined);
  });
  const isTurnedAway = ({ routeOptions: { url = '' } }: FastifyRequest) => !probes.has(url) && app.isUnderPressure();
  return () => app.isUnderPressure();
}
