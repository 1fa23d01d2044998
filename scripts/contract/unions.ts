import { entriesOf, isNode, itemsOf, type Node } from './json.js';

/**
 * The library pairs the branches of two unions by what they look like, and pairs them wrongly when several have changed. So a
 * branch that is a reference becomes its name, and what it refers to is compared on its own, as an answer.
 */
export function splitUnions(before: Node, after: Node): [before: Node, after: Node] {
  const branches = branchesOf(after);
  const both = new Set([...branchesOf(before)].filter((reference) => branches.has(reference)));
  const split = (document: Node): Node => ({
    ...Object.fromEntries(entriesOf(document).map(([name, value]) => [name, named(value, both)])),
    paths: {
      ...toNode(named(document.paths, both)),
      ...Object.fromEntries([...both].map((one) => [one, asAnswer(one)])),
    },
  });
  return [split(before), split(after)];
}

const toNode = (value: unknown): Node => (isNode(value) ? value : {});
const asAnswer = ($ref: string) => ({
  get: { responses: { 200: { content: { 'application/json': { schema: { $ref } } } } } },
});

const isUnion = (name: string, value: unknown) => (name === 'oneOf' || name === 'anyOf') && Array.isArray(value);

function branchesOf(value: unknown, found = new Set<string>()): Set<string> {
  for (const item of itemsOf(value)) branchesOf(item, found);
  for (const [name, inner] of entriesOf(value)) {
    branchesOf(inner, found);
    if (!isUnion(name, inner)) continue;
    for (const branch of itemsOf(inner)) if (isNode(branch) && typeof branch.$ref === 'string') found.add(branch.$ref);
  }
  return found;
}

function named(value: unknown, branches: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, branches));
  if (!isNode(value)) return value;
  const toName = (branch: unknown) =>
    isNode(branch) && typeof branch.$ref === 'string' && branches.has(branch.$ref)
      ? { enum: [branch.$ref] }
      : named(branch, branches);
  return Object.fromEntries(
    entriesOf(value).map(([name, inner]) => [
      name,
      isUnion(name, inner) ? itemsOf(inner).map(toName) : named(inner, branches),
    ]),
  );
}
