import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { buildSourceSchema } from '../../src/schemas/source.js';

const file = fileURLToPath(new URL('../../openapi/source.schema.json', import.meta.url));
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const validate = ajv.compile(buildSourceSchema());

t.test('the published schema of the source format is that of the code', async (t) => {
  t.equal(
    readFileSync(file, 'utf8'),
    `${JSON.stringify(buildSourceSchema(), null, 2)}\n`,
    'run `npm run openapi` to write it anew',
  );
});

t.test('a record is judged by the schema of its type', async (t) => {
  t.ok(validate({ type: 'author', id: 'a', slug: 'a', name: 'A' }));
  t.notOk(validate({ type: 'author', id: 'a', slug: 'a' }), 'a name is missing');
  t.notOk(validate({ type: 'author', id: 'a', slug: 'a', name: 'A', specialities: 'x' }), 'a member is misspelt');
  t.notOk(validate({ type: 'answer', id: 'a' }), 'answers are nested in their question');
  t.notOk(validate({ id: 'a' }), 'the type is missing');
});

t.test('every member of every record is described', async (t) => {
  const document: { $defs: Record<string, { properties: Record<string, { description?: string }> }> } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  for (const [type, { properties }] of Object.entries(document.$defs)) {
    for (const [name, { description }] of Object.entries(properties))
      t.ok(name === 'type' || description, `${type}.${name}`);
  }
});
