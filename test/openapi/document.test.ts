import { readFileSync } from 'node:fs';
import t from 'tap';

interface Node {
  [member: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const document: Node = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));

function child(node: unknown, ...names: string[]): unknown {
  return names.reduce((value: unknown, name) => (isNode(value) ? value[name] : undefined), node);
}

function members(node: unknown): [string, unknown][] {
  return isNode(node) ? Object.entries(node) : [];
}

/** Every object of the document with its JSON Pointer, but not inside examples. */
function* nodes(value: unknown, pointer = '#'): Generator<[string, Node]> {
  if (!isNode(value)) return;
  yield [pointer, value];
  for (const [name, inner] of Object.entries(value)) {
    const isExample = (name === 'example' || name === 'examples') && !pointer.endsWith('/properties');
    if (!isExample) yield* nodes(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const operations = members(document.paths).flatMap(([path, item]) =>
  members(item).map(([method, operation]) => ({ path, method, operation })),
);

t.test('every operation has a name, a summary, a description and one tag that is described', async (t) => {
  const tags = (Array.isArray(document.tags) ? document.tags : []).map((tag) => child(tag, 'name'));
  const names = new Set<unknown>();
  for (const { path, method, operation } of operations) {
    const operationId = child(operation, 'operationId');
    t.match(operationId, /^(?:list|get|search|check)[A-Z][A-Za-z]+$/, `${method} ${path}`);
    t.notOk(names.has(operationId), 'which no other has');
    names.add(operationId);
    for (const member of ['summary', 'description']) t.type(child(operation, member), 'string', member);
    const own = child(operation, 'tags');
    t.ok(Array.isArray(own) && own.length === 1 && tags.includes(own[0]), 'tag');
  }
});

t.test('every tag is used', async (t) => {
  const used = new Set(operations.flatMap(({ operation }) => child(operation, 'tags')));
  for (const tag of Array.isArray(document.tags) ? document.tags : []) t.ok(used.has(child(tag, 'name')));
});

t.test('every public member is described', async (t) => {
  const bare: string[] = [];
  for (const [pointer, node] of nodes(document.components)) {
    for (const [name, member] of members(pointer.endsWith('/properties') ? undefined : node.properties)) {
      const reference = child(member, '$ref');
      const target = typeof reference === 'string' ? resolve(reference) : member;
      if (typeof child(target, 'description') !== 'string') bare.push(`${pointer}/${name}`);
    }
  }
  t.same(bare, []);
});

t.test('no reference leads nowhere, and every mapping names a branch', async (t) => {
  for (const [pointer, node] of nodes(document)) {
    if (typeof node.$ref === 'string' && !isNode(resolve(node.$ref))) t.fail(`${pointer} ${node.$ref}`);
    if (!isNode(node.discriminator)) continue;
    const branches = (Array.isArray(node.oneOf) ? node.oneOf : []).map((branch) => child(branch, '$ref'));
    const property = String(node.discriminator.propertyName);
    const mapped = members(node.discriminator.mapping);
    t.same(
      mapped.map(([, target]) => target),
      branches,
      pointer,
    );
    for (const [value, target] of mapped) {
      const schema = resolve(String(target));
      t.same(child(schema, 'properties', property, 'enum'), [value], `${target} is ${value}`);
      const required = child(schema, 'required');
      t.ok(Array.isArray(required) && required.includes(property), `${target} requires it`);
    }
  }
});

t.test('generators meet nothing that they are known to stumble over', async (t) => {
  const keywords = ['const', 'nullable', 'if', 'not', 'patternProperties', '$id', '$defs', 'prefixItems'];
  const found = [...nodes(document)]
    .filter(([pointer]) => !pointer.endsWith('/properties'))
    .flatMap(([pointer, node]) => keywords.filter((word) => word in node).map((word) => `${pointer}/${word}`));
  t.same(found, []);
  const names = members(child(document, 'components', 'schemas')).map(([name]) => name);
  t.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length, 'names that differ in more than case');
  for (const name of names) t.match(name, /^[A-Z][A-Za-z]+$/);
  // A type is made for each parameter, too: `Author` the parameter would make `Author2` of the schema.
  for (const [name] of members(child(document, 'components', 'parameters'))) t.match(name, /^[a-z]\w*Parameter$/);
});

t.test('requests are strict: every parameter is limited', async (t) => {
  for (const [pointer, node] of nodes(document)) {
    if (node.in !== 'query' && node.in !== 'path') continue;
    const schema = isNode(node.schema) ? node.schema : {};
    if (schema.type === 'integer') t.ok('minimum' in schema && 'maximum' in schema && 'format' in schema, pointer);
    else t.ok('maxLength' in schema || 'enum' in schema, pointer);
  }
});

t.test('every read answers every status that HTTP and the contract know for it', async (t) => {
  for (const { path, operation } of operations) {
    const statuses = Object.keys(isNode(child(operation, 'responses')) ? Object(child(operation, 'responses')) : {});
    const due = ['200', '400', '500', '503'];
    const isFile = path === '/v1/snapshots/{revision}/{file}';
    // What a caller has left is never the same.
    const isTagged = path.startsWith('/v1') && path !== '/v1/quota';
    if (isTagged) due.push('304');
    // A file has one form, and no other name.
    if (isFile) due.push('206', '404', '416');
    else if (isTagged) due.push('406');
    if (/^\/v1(?!\/openapi\.)/.test(path)) due.push('401', '403', '429');
    if (path.includes('{') && !isFile) due.push('308', '404', '410');
    t.same(
      due.filter((status) => !statuses.includes(status)),
      [],
      path,
    );
  }
});

function resolve(reference: string): unknown {
  return child(
    document,
    ...reference
      .slice(2)
      .split('/')
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
}
