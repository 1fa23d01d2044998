/** An object of a JSON document. */
export interface Node {
  readonly [member: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of an object, or an item of an array. */
export function childOf(value: unknown, name: string | number): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isNode(value) ? value[name] : undefined;
}

export const entriesOf = (value: unknown): [string, unknown][] => (isNode(value) ? Object.entries(value) : []);

export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const escaped = (name: string | number) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** What a local reference leads to; any other value as it is. */
export function resolve(document: unknown, value: unknown): unknown {
  const reference = childOf(value, '$ref');
  if (typeof reference !== 'string') return value;
  const target = reference
    .slice(2)
    .split('/')
    .reduce((node: unknown, name) => childOf(node, unescaped(name)), document);
  return resolve(document, target);
}

export interface Found {
  /** Where it stands in the document: beyond every reference on the way. */
  readonly pointer: string;
  readonly value: unknown;
}

/** Follows a path through a document in which references were put in. */
export function follow(document: unknown, path: readonly (string | number)[]): Found {
  let pointer = '#';
  let value = document;
  for (const name of path) {
    for (let reference = childOf(value, '$ref'); typeof reference === 'string'; reference = childOf(value, '$ref')) {
      pointer = reference;
      value = resolve(document, { $ref: reference });
    }
    pointer += `/${escaped(name)}`;
    value = childOf(value, name);
  }
  return { pointer, value };
}
