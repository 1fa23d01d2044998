import t from 'tap';
import { findBreaks } from '../../scripts/contract/compare.js';
import { type Rule, rules } from '../../scripts/contract/rules.js';
import { at, listAt, type Members, parameterOf, propertiesOf, readDocument, schemaOf } from './document.js';

type Case = readonly [what: string, rule: Rule, change: (document: Members) => void];
const responses = (document: Members, path: string) => at(document, 'paths', path, 'get', 'responses');
const ok = (document: Members, path: string) => at(responses(document, path), '200');

const breaking: readonly Case[] = [
  ['a path is gone', 'operation-removed', (d) => delete at(d, 'paths')['/v1/topics']],
  [
    'an operation has another name',
    'operation-renamed',
    (d) => (at(d, 'paths', '/v1/topics', 'get').operationId = 'x'),
  ],
  [
    'a path parameter has another name',
    'operation-renamed',
    (d) => {
      const paths = at(d, 'paths');
      const item = at(paths, '/v1/topics/{slug}');
      at(item, 'get', 'parameters', 0).name = 'name';
      paths['/v1/topics/{name}'] = item;
      delete paths['/v1/topics/{slug}'];
    },
  ],
  ['a status is gone', 'status-removed', (d) => delete responses(d, '/v1/topics')['404']],
  ['a new success', 'status-added', (d) => (responses(d, '/v1/topics')['202'] = ok(d, '/v1/topics'))],
  [
    'another media type',
    'media-type-removed',
    (d) => {
      const response = ok(d, '/v1/topics');
      response.content = { 'application/hal+json': at(response, 'content', 'application/json') };
    },
  ],
  ['a header is gone', 'header-removed', (d) => delete at(ok(d, '/v1/topics'), 'headers').ETag],
  ['a header may be missing', 'member-optional', (d) => (at(d, 'components', 'headers', 'ETag').required = false)],
  ['a parameter is gone', 'parameter-removed', (d) => listAt(d, 'paths', '/v1/questions', 'get', 'parameters').shift()],
  [
    'a new parameter that must be given',
    'parameter-required',
    (d) =>
      listAt(d, 'paths', '/v1/topics', 'get', 'parameters').push({
        name: 'area',
        in: 'query',
        required: true,
        schema: { type: 'string' },
      }),
  ],
  ['a parameter must be given', 'parameter-required', (d) => (parameterOf(d, '/v1/topics', 'limit').required = true)],
  ['a smaller maximum', 'tightened', (d) => (at(parameterOf(d, '/v1/topics', 'limit'), 'schema').maximum = 50)],
  ['a larger minimum', 'tightened', (d) => (at(parameterOf(d, '/v1/topics', 'limit'), 'schema').minimum = 2)],
  ['another pattern', 'tightened', (d) => (at(parameterOf(d, '/v1/questions', 'locale'), 'schema').pattern = '^e')],
  [
    'a body must be sent',
    'tightened',
    (d) => (at(d, 'paths', '/v1/topics', 'get').requestBody = { required: true, content: {} }),
  ],
  [
    'a value can no longer be asked for',
    'enum-narrowed',
    (d) => listAt(parameterOf(d, '/v1/questions', 'view'), 'schema', 'enum').pop(),
  ],
  [
    'only some values can be asked for',
    'enum-narrowed',
    (d) => (at(parameterOf(d, '/v1/questions', 'topic'), 'schema').enum = ['knee']),
  ],
  ['another default', 'default-changed', (d) => (at(parameterOf(d, '/v1/topics', 'limit'), 'schema').default = 10)],
  [
    'a parameter of another type',
    'retyped',
    (d) => (at(parameterOf(d, '/v1/topics', 'limit'), 'schema').type = 'string'),
  ],
  ['a required member is gone', 'member-removed', (d) => delete propertiesOf(d, 'Article').title],
  ['an optional member is gone', 'member-removed', (d) => delete propertiesOf(d, 'Problem').reason],
  [
    'a member may be missing',
    'member-optional',
    (d) => (schemaOf(d, 'Article').required = listAt(schemaOf(d, 'Article'), 'required').filter((n) => n !== 'title')),
  ],
  ['a member of another type', 'retyped', (d) => (propertiesOf(d, 'Article').title = { type: 'integer' })],
  ['a member may be null', 'retyped', (d) => (at(propertiesOf(d, 'Article'), 'title').type = ['string', 'null'])],
  [
    'an object may be null',
    'retyped',
    (d) => {
      const properties = propertiesOf(d, 'Article');
      properties.disclaimer = { anyOf: [at(properties, 'disclaimer'), { type: 'null' }] };
    },
  ],
  ['a member of another format', 'retyped', (d) => (at(propertiesOf(d, 'Article'), 'publishedAt').format = 'date')],
  [
    'an answer has fewer values',
    'retyped',
    (d) => listAt(propertiesOf(d, 'RecommendedExercise'), 'kind', 'enum').pop(),
  ],
  [
    'another branch',
    'retyped',
    (d) => listAt(schemaOf(d, 'Attribution'), 'oneOf').push({ $ref: '#/components/schemas/Author' }),
  ],
  ['a branch is gone', 'retyped', (d) => listAt(schemaOf(d, 'Attribution'), 'oneOf').pop()],
  [
    'a union is told apart otherwise',
    'retyped',
    (d) => (at(schemaOf(d, 'Attribution'), 'discriminator').propertyName = 'type'),
  ],
  ['other items', 'retyped', (d) => (at(propertiesOf(d, 'Article'), 'answers').items = { type: 'string' })],
  ['an answer is not what it was', 'retyped', (d) => (at(propertiesOf(d, 'Article'), 'title').not = { const: '' })],
  [
    'a value that clients do not know',
    'enum-widened',
    (d) => listAt(propertiesOf(d, 'RecommendedExercise'), 'kind', 'enum').push('x'),
  ],
  ['a longer text', 'loosened', (d) => (at(propertiesOf(d, 'Article'), 'title').maxLength = 1_000_000)],
  ['a text that may be empty', 'loosened', (d) => delete at(propertiesOf(d, 'Article'), 'title').minLength],
  [
    'a schema has another name',
    'name-removed',
    (d) => {
      const schemas = at(d, 'components', 'schemas');
      schemas.Story = at(schemas, 'Review');
      delete schemas.Review;
      Object.assign(
        d,
        JSON.parse(JSON.stringify(d).replaceAll('"#/components/schemas/Review"', '"#/components/schemas/Story"')),
      );
    },
  ],
  [
    'credentials are needed',
    'security-tightened',
    (d) => (at(d, 'paths', '/v1/topics', 'get').security = [{ key: [] }]),
  ],
  ['another address', 'server-removed', (d) => (d.servers = [{ url: 'https://api.example.org' }])],
  ['an operation is deprecated', 'deprecated', (d) => (at(d, 'paths', '/v1/topics', 'get').deprecated = true)],
  ['what nobody has thought of', 'other', (d) => (at(propertiesOf(d, 'Article'), 'title').contentEncoding = 'base64')],
];

for (const [what, rule, change] of breaking) {
  t.test(`breaks a client: ${what}`, async (t) => {
    const document = readDocument();
    change(document);
    const breaks = findBreaks(readDocument(), document);
    t.ok(breaks.length > 0, 'is found');
    t.same([...new Set(breaks.map((one) => one.rule))], [rule]);
    t.match(breaks[0]?.place, /^(?:#\/|GET \/)/, 'and says where');
  });
}

t.test('every rule is shown firing', async (t) => {
  const shown = new Set<string>(breaking.map(([, rule]) => rule));
  t.same(
    Object.keys(rules).filter((rule) => !shown.has(rule)),
    [],
  );
});

t.test('a change of a part that many operations share is told once', async (t) => {
  const document = readDocument();
  delete propertiesOf(document, 'Problem').reason;
  t.same(findBreaks(readDocument(), document), [
    { place: '#/components/schemas/Problem/properties/reason', rule: 'member-removed', what: '' },
  ]);
});

t.test('what follows from another change is not told', async (t) => {
  const document = readDocument();
  delete propertiesOf(document, 'Article').title;
  schemaOf(document, 'Article').required = listAt(schemaOf(document, 'Article'), 'required').filter(
    (n) => n !== 'title',
  );
  t.same(
    findBreaks(readDocument(), document).map(({ rule }) => rule),
    ['member-removed'],
  );
});

t.test('a change behind a parameter that stands elsewhere now is found', async (t) => {
  const document = readDocument();
  at(parameterOf(document, '/v1/questions', 'view'), 'schema').enum = ['summary'];
  listAt(document, 'paths', '/v1/questions', 'get', 'parameters').reverse();
  t.match(
    findBreaks(readDocument(), document).map(({ rule, what }) => [rule, what]),
    [['enum-narrowed', '"full"']],
  );
});

t.test('the document breaks nobody who was made for it', async (t) => {
  t.same(findBreaks(readDocument(), readDocument()), []);
});
