import { randomUUID } from 'node:crypto';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { arrivedAt } from './arrival.js';
import { toInstance } from './errors.js';
import { truncateAddress } from './network.js';

/**
 * One line for each answer. It holds the route's template and never the query, and an address cut short: what a person
 * asked about and who asked are health data together.
 */
export class AccessLog extends LogController {
  readonly #lines: Pick<FastifyBaseLogger, 'info'>;

  constructor(logger: FastifyBaseLogger) {
    super();
    this.#lines = withoutSearch(logger);
  }

  override incomingRequest(): void {}
  override routeNotFound(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const entry = {
      method: request.method,
      route: request.is404 ? null : (request.routeOptions.url ?? null),
      status: reply.statusCode,
      revision: Number(reply.getHeader('content-revision') ?? 0),
      ...toOccasion(request.id, elapsed(request, reply), truncateAddress(request.ip)),
    };
    if (error) request.log.error({ ...entry, err: error }, 'answer failed');
    else this.#lines.info(entry, 'answered');
  }
}

/** What all lines of an answer that is given again and again have alike. */
interface Repeated {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly revision: number;
}

/** Writes the same lines for answers that are given before the request comes to Fastify. Gives what writes that of one of them. */
export function logRepeated(logger: FastifyBaseLogger, { method, route, status, revision }: Repeated) {
  const lines = withoutSearch(logger, { method, route, status, revision });
  return (milliseconds: number, truncatedAddress: string | null): void =>
    lines.info(toOccasion(randomUUID(), milliseconds, truncatedAddress), 'answered');
}

/** These lines are made here and have no headers in them: there is nothing to look for that must be hidden. `shared` is serialised once. */
const withoutSearch = (logger: FastifyBaseLogger, shared: object = {}) => logger.child(shared, { redact: [] });

/** From when it came, which may be before Fastify had it. */
function elapsed({ raw }: FastifyRequest, reply: FastifyReply): number {
  const at = arrivedAt(raw);
  return at === undefined ? reply.elapsedTime : performance.now() - at;
}

const toOccasion = (id: string, milliseconds: number, address: string | null) => ({
  instance: toInstance(id),
  milliseconds: Math.round(milliseconds * 10) / 10,
  address,
});
