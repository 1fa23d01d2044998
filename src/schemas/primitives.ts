import { type Static, type TSchema, type TString, Type } from '@sinclair/typebox';

/** A reference to a named component: `$ref` in the document, the component's own type in TypeScript. */
export function ref<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` });
}

/** A string that is one of a list: an `enum` in the document, a union of literals in TypeScript. */
export function stringEnum<const T extends readonly string[]>(
  values: T,
  options: { description: string; default?: T[number] },
) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });
}

/** A string that is always the same: an `enum` of one, which every generator understands. */
export function constant<const T extends string>(value: T, description = `Always \`${value}\`.`) {
  return Type.Unsafe<T>({ type: 'string', enum: [value], description });
}

/** A value that may be unknown. Unknown is `null`, never a missing member. */
export function nullable<T extends TSchema>(schema: T, options: { description?: string } = {}) {
  if (typeof schema.type === 'string') {
    const { enum: values } = schema;
    const withNull = Array.isArray(values) ? { enum: [...values, null] } : {};
    return Type.Unsafe<Static<T> | null>({ ...schema, ...withNull, ...options, type: [schema.type, 'null'] });
  }
  return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }], ...options });
}

const idPattern = '^[a-z0-9]+(?:[._-][a-z0-9]+)*$';
const slugPattern = '^[a-z0-9]+(?:-[a-z0-9]+)*$';

/** The publisher's stable key of a resource. */
export const Id = (description = "The publisher's stable key. It never changes.") =>
  Type.String({ minLength: 1, maxLength: 128, pattern: idPattern, description });

/** The name of a resource in its URL. */
export const Slug = (description = 'The name in the URL. It may change; former slugs redirect.') =>
  Type.String({ minLength: 1, maxLength: 128, pattern: slugPattern, description });

/** What a path may name: the slug or the id. */
export const Name = (description: string) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: idPattern, description });

export const Locale = (description = 'A BCP 47 language tag.') =>
  Type.String({ minLength: 2, maxLength: 35, pattern: '^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$', description });

export const Timestamp = (description: string) =>
  Type.String({ format: 'date-time', maxLength: 30, description: `${description} RFC 3339, UTC, milliseconds.` });

export const CalendarDate = (description: string) =>
  Type.String({ format: 'date', maxLength: 10, description: `${description} RFC 3339 full-date.` });

export const Uri = (description: string) => Type.String({ format: 'uri', maxLength: 2048, description });

/** A line of plain text. */
export const Text = (description: string, maxLength = 500) => Type.String({ minLength: 1, maxLength, description });

export const RevisionNumber = (description = 'The number of a revision: 1, 2, 3, …') =>
  Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

export const Count = (description: string) =>
  Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

export const Digest: () => TString = () =>
  Type.String({
    pattern: '^sha256-[0-9a-f]{64}$',
    maxLength: 71,
    description: '`sha256-` and the lower-case hex SHA-256 of the RFC 8785 canonical JSON of the resource.',
  });

export const SetDigest: () => TString = () =>
  Type.String({
    pattern: '^sum256-[0-9a-f]{64}$',
    maxLength: 71,
    description:
      '`sum256-` and 64 hex digits: the sum, modulo 2^256, of SHA-256(`type/id/digest`) over every live resource. It guards against faults, not forgers.',
  });
