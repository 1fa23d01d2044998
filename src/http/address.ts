import type { FastifyRequest } from 'fastify';

/** An address in its one spelling: the path, then the parameters in alphabetical order. */
export function toCanonicalUrl(path: string, parameters: Iterable<readonly [string, string]>): string {
  const query = [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** The path of what was asked for, its names percent-encoded in one way only. */
export function buildPath({ routeOptions, params }: FastifyRequest): string {
  const values = new Map(Object.entries(params ?? {}));
  return (routeOptions.url ?? '').replace(/:([a-z]+)/gi, (_, name: string) =>
    encodeURIComponent(String(values.get(name))),
  );
}
