import { entriesOf, isNode, type Node } from './json.js';

/** Said for people: a change of it breaks nobody. */
const annotations = new Set([
  ...['title', 'summary', 'description', 'example', 'examples', 'externalDocs', 'tags', '$comment'],
]);

/** Members of these are named by the API, not by OpenAPI. */
const named = new Set([
  ...['paths', 'responses', 'parameters', 'headers', 'content', 'schemas', 'securitySchemes', 'requestBodies'],
  ...['properties', 'patternProperties', '$defs', 'dependentSchemas', 'dependentRequired', 'mapping'],
]);

/** A document, or a part of one, without what is said for people. */
export function toBare(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => toBare(item));
  if (!isNode(value)) return value;
  const kept = entriesOf(value).filter(([name]) => areNames || !(annotations.has(name) || name.startsWith('x-')));
  return Object.fromEntries(kept.map(([name, inner]) => [name, toBare(inner, !areNames && named.has(name))]));
}

/** The text of a part together with all that it refers to: equal texts are equal contracts. */
export function textOf(document: Node, part: unknown): string {
  const met = new Map<string, string>();
  const note = (value: unknown): string => {
    const text = JSON.stringify(value) ?? '';
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      if (met.has(reference)) continue;
      met.set(reference, '');
      const target = reference
        .split('/')
        .reduce((node: unknown, name) => (isNode(node) ? node[name] : undefined), document);
      met.set(reference, note(target));
    }
    return text;
  };
  return [note(part), ...[...met].sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join(' '))].join('\n');
}

/** Two documents without the operations that are the same in both: there is nothing to compare in them. */
export function dropEqualOperations(before: Node, after: Node): [before: Node, after: Node] {
  const isSame = (path: string, method: string) => {
    const [one, other] = [before, after].map((document) => {
      const item = isNode(document.paths) ? document.paths[path] : undefined;
      const operation = isNode(item) ? item[method] : undefined;
      return operation === undefined ? undefined : textOf(document, operation);
    });
    return one !== undefined && one === other;
  };
  // The library does not look into a list of parameters that is new or gone as a whole.
  const listed = (operation: unknown) => (isNode(operation) ? { parameters: [], ...operation } : operation);
  const differing = (path: string, item: unknown) =>
    Object.fromEntries(
      entriesOf(item).flatMap(([method, operation]) =>
        isSame(path, method) ? [] : [[method, listed(operation)] as const],
      ),
    );
  const without = (document: Node): Node => {
    const items = entriesOf(document.paths).map(([path, item]) => [path, differing(path, item)] as const);
    return { ...document, paths: Object.fromEntries(items.filter(([, item]) => Object.keys(item).length > 0)) };
  };
  return [without(before), without(after)];
}
