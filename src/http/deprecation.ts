import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface DeprecationNotice {
  readonly since: string;
  readonly sunset: string;
  readonly link: string;
}

/**
 * Makes the operations that are named, of those that are registered from here on, say that they are deprecated.
 * `onUse` is told of each request to one. Gives which routes have one.
 */
export function announceDeprecations(
  app: FastifyInstance,
  deprecated: Readonly<Record<string, DeprecationNotice>>,
  onUse: (operationId: string, request: FastifyRequest) => void = () => {},
): { isDeprecated(route: string): boolean } {
  const routes = new Set<string>();
  app.addHook('onRoute', (route) => {
    const operationId = route.schema?.operationId;
    const notice = operationId === undefined ? undefined : deprecated[operationId];
    if (operationId === undefined || notice === undefined) return;
    routes.add(route.url);
    const headers = {
      deprecation: `@${Date.parse(notice.since) / 1000}`,
      sunset: new Date(notice.sunset).toUTCString(),
    };
    const announce = async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
      // Links that the operation gives stay: a page of a list has its `next`.
      const links = [reply.getHeader('link') ?? [], `<${notice.link}>; rel="deprecation"`].flat();
      reply.headers({ ...headers, link: links.join(', ') });
      onUse(operationId, request);
      return payload;
    };
    route.onSend = [...[route.onSend ?? []].flat(), announce];
  });
  return { isDeprecated: (route) => routes.has(route) };
}
