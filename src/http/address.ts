import type { FastifyRequest } from 'fastify';

/** The address of what was asked for in its one spelling: the path with decoded names, the parameters in alphabetical order. */
export function buildCanonicalUrl(request: FastifyRequest, parameters: Iterable<readonly [string, string]>): string {
  const query = [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const path = buildPath(request);
  return query === '' ? path : `${path}?${query}`;
}

function buildPath({ routeOptions, params }: FastifyRequest): string {
  const values = new Map(Object.entries(params ?? {}));
  return (routeOptions.url ?? '').replace(/:([a-z]+)/gi, (_, name: string) =>
    encodeURIComponent(String(values.get(name))),
  );
}
