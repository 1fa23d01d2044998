import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Anchor } from '../schemas/anchor.js';
import { answerParts } from '../schemas/answer.js';
import { Author } from '../schemas/author.js';
import { Exercise, Media, TargetArea } from '../schemas/exercise.js';
import { Id, Slug } from '../schemas/primitives.js';
import { type Resource, type ResourceType, resourceSchemas } from '../schemas/resource.js';
import { Licence, Review, Rights, Source } from '../schemas/rights.js';
import { type SourceRecord, type SourceType, sourceSchemas } from '../schemas/source.js';
import { nearestOf } from './nearest.js';

/** What is wrong with a value, by the rules of a schema. */
export interface SchemaFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

const options = {
  ...{ allErrors: true, verbose: true, strict: false, allowUnionTypes: true },
  // That the schemas are schemas a test finds out: here it would take a fifth of the time that a publish takes.
  ...{ meta: false, validateSchema: false },
} as const;
const source = new Ajv2020(options);
formats.default(source);
const stored = new Ajv2020(options);
formats.default(stored);
for (const part of new Set([
  ...answerParts,
  Media,
  TargetArea,
  Licence,
  Review,
  Rights,
  Source,
  Anchor,
  Author,
  Exercise,
])) {
  stored.addSchema(part);
}

// Each is compiled when it is first needed: a command needs few of them, and all together cost as much as its start.
const findRecordCheck = keeping<SourceType, ValidateFunction<SourceRecord>>((type) =>
  source.compile<SourceRecord>(sourceSchemas[type]),
);
const findResourceCheck = keeping<ResourceType, ValidateFunction<Resource>>((type) => {
  const schema = resourceSchemas[type];
  return stored.getSchema<Resource>(schema.$id ?? type) ?? stored.compile<Resource>(schema);
});

function keeping<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** The type that a source record says it has, when there is such a type. */
export function findSourceType(value: unknown): SourceType | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  return sourceTypes.find((name) => name === type);
}
const sourceTypes = Object.keys(sourceSchemas).filter((name): name is SourceType => name in sourceSchemas);

/** The value as a record, or what is wrong with it. */
export function toSourceRecord(value: unknown): { record: SourceRecord } | { faults: readonly SchemaFault[] } {
  const type = findSourceType(value);
  if (type === undefined) {
    const detail = `Every record says what it is: \`type\` must be one of ${sourceTypes.join(', ')}.`;
    return { faults: [{ pointer: '/type', code: 'type', detail }] };
  }
  const validate = findRecordCheck(type);
  return validate(value) ? { record: value } : { faults: toFaults(validate.errors ?? []) };
}

/** The faults of a stored resource of a type; none when it is as its schema says. */
export function checkResource(type: ResourceType, value: unknown): readonly SchemaFault[] {
  const validate = findResourceCheck(type);
  return validate(value) ? [] : toFaults(validate.errors ?? []);
}

function toFaults(errors: readonly ErrorObject[]): SchemaFault[] {
  // `if` reports again what its `then` has reported.
  return errors.filter(({ keyword }) => keyword !== 'if').map(toFault);
}

function toFault(error: ErrorObject): SchemaFault {
  const { keyword, params, instancePath } = error;
  if (keyword === 'required') {
    const name = String(params.missingProperty);
    return {
      pointer: `${instancePath}/${escapePointer(name)}`,
      code: 'missing',
      detail: `\`${name}\` is missing.${describe(error, name)}`,
    };
  }
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    const known = Object.keys(error.parentSchema?.properties ?? {});
    const nearest = nearestOf(name, known);
    const hint = nearest === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean \`${nearest}\`?`;
    return {
      pointer: `${instancePath}/${escapePointer(name)}`,
      code: 'unknown',
      detail: `\`${name}\` is not known here. ${hint}`,
    };
  }
  return { pointer: instancePath, code: keyword, detail: sentence(error) };
}

const patterns = new Map<unknown, string>([
  [Id().pattern, 'must be lower-case letters and digits, in parts joined by `.`, `_` or `-`'],
  [Slug().pattern, 'must be lower-case letters and digits, in parts joined by `-`'],
  ['^https?://', 'must begin with http:// or https://'],
]);

function sentence(error: ErrorObject): string {
  const { keyword, params, data } = error;
  const given = typeof data === 'string' ? `“${data.length > 80 ? `${data.slice(0, 80)}…` : data}” ` : '';
  switch (keyword) {
    case 'enum': {
      const allowed = (Array.isArray(params.allowedValues) ? params.allowedValues : []).map(String);
      const nearest = nearestOf(String(data), allowed);
      return `${given}must be one of ${allowed.join(', ')}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`;
    }
    case 'type':
      return `Must be ${[params.type].flat().join(' or ')}, not ${kindOf(data)}.${describe(error)}`;
    case 'pattern':
      return `${given}${patterns.get(params.pattern) ?? `must match ${params.pattern}`}.${describe(error)}`;
    case 'format':
      return `${given}must be ${params.format === 'date' ? 'a day such as 2024-03-01' : `a valid ${params.format}`}.`;
    case 'minLength':
      return 'Must not be empty.';
    case 'maxLength':
      return `Is too long: at most ${params.limit} characters.`;
    case 'maxItems':
      return `Has too many items: at most ${params.limit}.`;
    case 'uniqueItems':
      return `Items ${params.j} and ${params.i} are the same: name each once.`;
    default:
      return `${error.message ?? keyword}.`;
  }
}

function describe({ parentSchema }: ErrorObject, member?: string): string {
  const schema = member === undefined ? parentSchema : parentSchema?.properties?.[member];
  return typeof schema?.description === 'string' ? ` ${schema.description}` : '';
}

function kindOf(data: unknown): string {
  if (data === null) return 'null';
  return Array.isArray(data) ? 'array' : typeof data;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
