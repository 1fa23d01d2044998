/** The path and the query of a request target, as they were sent: `?` belongs to neither. */
export function splitTarget(target: string): { path: string; query: string } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const at = local.indexOf('?');
  return at < 0 ? { path: local || '/', query: '' } : { path: local.slice(0, at) || '/', query: local.slice(at + 1) };
}

/** One `name=value` of a query, decoded; undefined where the percent-encoding is broken. */
export interface Parameter {
  readonly name: string | undefined;
  readonly value: string | undefined;
}

/** The parameters in the order in which they were sent, repeated ones included. */
export function readParameters(query: string): readonly Parameter[] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0
      ? { name: decode(pair), value: '' }
      : { name: decode(pair.slice(0, at)), value: decode(pair.slice(at + 1)) };
  });
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
