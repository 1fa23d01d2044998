import { childOf, entriesOf, itemsOf, type Node } from './json.js';
import type { Break } from './rules.js';

/** What an operation alone does not show: addresses, credentials, and the names that generated clients have for types. */
export function* findOtherBreaks(before: Node, after: Node): Generator<Break> {
  for (const server of itemsOf(before.servers)) {
    const url = childOf(server, 'url');
    if (itemsOf(after.servers).some((other) => childOf(other, 'url') === url)) continue;
    yield { place: '#/servers', rule: 'server-removed', what: String(url) };
  }
  for (const name of removedNames(before, after, 'schemas')) {
    yield { place: `#/components/schemas/${name}`, rule: 'name-removed', what: '' };
  }
  for (const [path, item] of entriesOf(before.paths)) {
    for (const [method, operation] of entriesOf(item)) {
      const now = childOf(childOf(after.paths, path), method);
      if (now === undefined) continue;
      const allowed = new Set(credentialsOf(after, now));
      for (const credentials of credentialsOf(before, operation)) {
        if (allowed.has(credentials)) continue;
        yield { place: `${method.toUpperCase()} ${path}`, rule: 'security-tightened', what: credentials };
      }
    }
  }
}

function removedNames(before: Node, after: Node, kind: string): string[] {
  const kept = childOf(after.components, kind);
  return entriesOf(childOf(before.components, kind))
    .map(([name]) => name)
    .filter((name) => childOf(kept, name) === undefined);
}

/** The ways in which a request may prove who sends it, each as a text; `{}` is a request that does not. */
function credentialsOf(document: Node, operation: unknown): string[] {
  const ways = itemsOf(childOf(operation, 'security') ?? document.security);
  const texts = ways.map((way) =>
    JSON.stringify(Object.fromEntries(entriesOf(way).sort(([a], [b]) => (a < b ? -1 : 1)))),
  );
  return texts.length === 0 ? ['{}'] : texts;
}
