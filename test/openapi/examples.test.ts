import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t, { type Test } from 'tap';
import type { Document, Response } from '../../src/openapi/document.js';
import { isReference, operationsOf } from '../../src/openapi/document.js';

const document: Document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'document');

function check(t: Test, what: string, schema: unknown, example: unknown) {
  const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
  const validate = ajv.compile(JSON.parse(text));
  t.ok(validate(example), what, { errors: validate.errors?.slice(0, 3) });
}

t.test('every answer with a schema of its own has an example, and it validates', async (t) => {
  for (const { operation } of operationsOf(document)) {
    for (const [status, given] of Object.entries(operation.responses)) {
      const response: Response | undefined = isReference(given)
        ? document.components.responses?.[given.$ref.slice('#/components/responses/'.length)]
        : given;
      for (const [mediaType, { schema, example }] of Object.entries(response?.content ?? {})) {
        const what = `${operation.operationId} ${status} ${mediaType}`;
        if (JSON.stringify(schema).includes('$ref')) t.ok(example, `${what} has an example`);
        if (example !== undefined) check(t, what, schema, example);
      }
    }
  }
});

t.test('every example of a parameter validates', async (t) => {
  const shared = Object.values(document.components.parameters ?? {});
  const own = [...operationsOf(document)].flatMap(({ operation }) => operation.parameters ?? []);
  for (const parameter of [...shared, ...own]) {
    if (isReference(parameter)) continue;
    if (parameter.required) t.ok(parameter.example, `${parameter.name} has an example`);
    if (parameter.example !== undefined) check(t, parameter.name, parameter.schema, parameter.example);
  }
});
