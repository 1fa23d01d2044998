import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { toInstance } from './errors.js';
import type { ReadyAnswer } from './ready.js';

/**
 * One line for each answer. It holds the route's template and never the query, and an address cut short: what a person
 * asked about and who asked are health data together.
 */
export class AccessLog extends LogController {
  override incomingRequest(): void {}
  override routeNotFound(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const entry = {
      instance: toInstance(request.id),
      method: request.method,
      route: request.is404 ? null : (request.routeOptions.url ?? null),
      status: reply.statusCode,
      revision: Number(reply.getHeader('content-revision') ?? 0),
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      address: truncateAddress(request.ip),
    };
    if (error) request.log.error({ ...entry, err: error }, 'answer failed');
    else request.log.info(entry, 'answered');
  }
}

/** The same line of an answer that was ready, before it came to Fastify. */
export function logReady(logger: FastifyBaseLogger, answer: ReadyAnswer): void {
  const { method, route, status, revision, milliseconds, address } = answer;
  logger.info(
    {
      instance: toInstance(randomUUID()),
      method,
      route,
      status,
      revision,
      milliseconds: Math.round(milliseconds * 10) / 10,
      address: truncateAddress(address),
    },
    'answered',
  );
}

/** The network of an address: /24 of IPv4, /48 of IPv6. */
export function truncateAddress(address: string | undefined): string | null {
  if (!address || isIP(address) === 0) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (isIP(address) === 4 || mapped) return `${(mapped ?? address).split('.').slice(0, 3).join('.')}.0`;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const filling = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(filling).fill('0'), ...after];
  return `${groups.slice(0, 3).join(':')}::`;
}
