import { type Difference, judgeUnknown, type Rule, type Side } from './rules.js';

type Judge = (difference: Difference) => Rule | undefined;

const isAdded: (difference: Difference) => boolean = ({ action }) => action === 'add';
const numberOr = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** A limit: a smaller one tightens a request, a larger one loosens an answer. */
function limit(side: Side, none: 1 | -1): Judge {
  return ({ before, after }) => {
    const [was, is] = [numberOr(before, none * Infinity), numberOr(after, none * Infinity)];
    if (was === is) return undefined;
    const isTighter = none === 1 ? is < was : is > was;
    if (side === 'request') return isTighter ? 'tightened' : undefined;
    return isTighter ? undefined : 'loosened';
  };
}

/** A type that takes all that it took before: `integer` is a `number`, and a list of types may grow. */
function isWider(before: unknown, after: unknown): boolean {
  const were = Array.isArray(before) ? before : [before];
  const are = Array.isArray(after) ? after : [after];
  return were.every((type) => are.includes(type) || (type === 'integer' && are.includes('number')));
}

const always =
  (rule: Rule): Judge =>
  () =>
    rule;

const ofBoth = (side: Side): Readonly<Record<string, Judge>> => ({
  maximum: limit(side, 1),
  exclusiveMaximum: limit(side, 1),
  maxLength: limit(side, 1),
  maxItems: limit(side, 1),
  maxProperties: limit(side, 1),
  minimum: limit(side, -1),
  exclusiveMinimum: limit(side, -1),
  minLength: limit(side, -1),
  minItems: limit(side, -1),
  minProperties: limit(side, -1),
  default: always('default-changed'),
  deprecated: ({ after }) => (after === true ? 'deprecated' : undefined),
});

const ofRequest: Readonly<Record<string, Judge>> = {
  ...ofBoth('request'),
  type: ({ was, is }) => (is === undefined || (was !== undefined && isWider(was, is)) ? undefined : 'retyped'),
  format: ({ after }) => (after === undefined ? undefined : 'tightened'),
  pattern: ({ after }) => (after === undefined ? undefined : 'tightened'),
  uniqueItems: ({ after }) => (after === true ? 'tightened' : undefined),
  multipleOf: ({ after }) => (after === undefined ? undefined : 'tightened'),
  enum: ({ was, is, action }) =>
    is === undefined || (was !== undefined && action === 'add') ? undefined : 'enum-narrowed',
  const: ({ after }) => (after === undefined ? undefined : 'enum-narrowed'),
  required: (difference) => (isAdded(difference) ? 'tightened' : undefined),
  properties: (difference) => (isAdded(difference) ? undefined : 'tightened'),
  additionalProperties: ({ after }) => (after === true || after === undefined ? undefined : 'tightened'),
  oneOf: (difference) => (isAdded(difference) ? undefined : 'tightened'),
  anyOf: (difference) => (isAdded(difference) ? undefined : 'tightened'),
  allOf: always('retyped'),
  items: always('retyped'),
};

const ofResponse: Readonly<Record<string, Judge>> = {
  ...ofBoth('response'),
  type: always('retyped'),
  format: always('retyped'),
  pattern: ({ before }) => (before === undefined ? undefined : 'loosened'),
  uniqueItems: ({ before }) => (before === true ? 'loosened' : undefined),
  multipleOf: ({ before }) => (before === undefined ? undefined : 'loosened'),
  enum: (difference) => (isAdded(difference) ? 'enum-widened' : 'retyped'),
  const: always('retyped'),
  required: (difference) => (isAdded(difference) ? undefined : 'member-optional'),
  properties: (difference) => (isAdded(difference) ? undefined : 'member-removed'),
  additionalProperties: always('retyped'),
  oneOf: always('retyped'),
  anyOf: always('retyped'),
  allOf: always('retyped'),
  items: always('retyped'),
  discriminator: always('retyped'),
};

/** Keywords that say what a value looks like in ways that are not told apart here. */
const shapes = new Set([
  ...['$ref', 'not', 'if', 'then', 'else', 'contains', 'prefixItems', 'patternProperties', 'propertyNames'],
  ...['dependentSchemas', 'dependentRequired', 'unevaluatedProperties', 'unevaluatedItems'],
]);

/** Which rule a change of a keyword breaks; `undefined` for the keyword means that the whole schema was changed. */
export function judgeSchema(side: Side, keyword: string | undefined, difference: Difference): Rule | undefined {
  if (keyword === undefined || shapes.has(keyword)) return 'retyped';
  const judge = (side === 'request' ? ofRequest : ofResponse)[keyword] ?? judgeUnknown;
  return judge(difference);
}
