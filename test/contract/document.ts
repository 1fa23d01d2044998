import { readFileSync } from 'node:fs';

export type Json = string | number | boolean | null | Json[] | Members;
export interface Members {
  [member: string]: Json;
}

const text = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');

/** The committed document, for a test to change. */
export const readDocument = (): Members => JSON.parse(text);

export const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at a place; a test that names a place which is not there must fail. */
export function at(value: Json, ...path: (string | number)[]): Members {
  const found = find(value, path);
  if (!isMembers(found)) throw new Error(`Nothing is at ${path.join(' ')}`);
  return found;
}

export function listAt(value: Json, ...path: (string | number)[]): Json[] {
  const found = find(value, path);
  if (!Array.isArray(found)) throw new Error(`No list is at ${path.join(' ')}`);
  return found;
}

function find(value: Json, path: readonly (string | number)[]): Json | undefined {
  return path.reduce((node: Json | undefined, name) => {
    if (Array.isArray(node)) return node[Number(name)];
    return isMembers(node) ? node[name] : undefined;
  }, value);
}

export const schemaOf = (document: Members, name: string) => at(document, 'components', 'schemas', name);
export const propertiesOf = (document: Members, name: string) => at(schemaOf(document, name), 'properties');

/** A parameter of an operation by name, wherever it stands. */
export function parameterOf(document: Members, path: string, name: string): Members {
  for (const item of listAt(document, 'paths', path, 'get', 'parameters')) {
    const parameter = resolve(document, item);
    if (parameter.name === name) return parameter;
  }
  throw new Error(`${path} has no parameter ${name}`);
}

export function resolve(document: Members, value: Json): Members {
  if (!isMembers(value)) throw new Error('Not an object');
  if (typeof value.$ref !== 'string') return value;
  return at(document, ...value.$ref.slice(2).split('/'));
}
