import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { resourceSchemas } from '../src/schemas/resource.js';
import { SnapshotRecord } from '../src/schemas/snapshot.js';
import { sourceSchemas } from '../src/schemas/source.js';

type Parameter = { readonly name: string; readonly schema: object } | { readonly $ref: string };

interface Described {
  readonly paths: Record<string, Record<string, { readonly parameters?: readonly Parameter[] }>>;
  readonly components: { readonly parameters: Record<string, Parameter> };
}

const ajv = new Ajv2020({ strict: false });
const document: Described = JSON.parse(readFileSync(new URL('../openapi/openapi.json', import.meta.url), 'utf8'));

const isSchema = (schema: object) => ajv.validateSchema(schema) === true;

// Nothing that runs asks this again: its answer takes longer than all the rest of a check.
t.test('what content, requests and snapshots are checked against are JSON Schemas', async (t) => {
  for (const [type, schema] of Object.entries(sourceSchemas)) t.ok(isSchema(schema), `the source of a ${type}`);
  for (const [type, schema] of Object.entries(resourceSchemas)) t.ok(isSchema(schema), `a stored ${type}`);
  t.ok(isSchema(SnapshotRecord), 'the record of a snapshot');
  const { paths, components } = document;
  const parameters = [
    ...Object.values(components.parameters),
    ...Object.values(paths).flatMap((operations) => Object.values(operations).flatMap((one) => one.parameters ?? [])),
  ];
  for (const parameter of parameters) if ('schema' in parameter) t.ok(isSchema(parameter.schema), parameter.name);
  t.notOk(isSchema({ type: 'strin' }), 'and this is none');
});
