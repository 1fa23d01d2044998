/** What of a schema a path leads to. */
export interface SchemaPlace {
  /** Undefined when it is a whole schema. */
  readonly keyword: string | undefined;
  /** The step of the path that is the keyword, or the member that it names. */
  readonly depth: number;
}

const bySchemaName = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
const byIndex = new Set(['oneOf', 'anyOf', 'allOf']);
const bySchema = new Set(['items', 'additionalProperties']);

/** The keyword of the innermost schema that a path, from a schema on, leads to. */
export function toSchemaPlace(path: readonly (string | number)[]): SchemaPlace {
  let depth = 0;
  while (depth < path.length) {
    const keyword = String(path[depth]);
    const steps = bySchemaName.has(keyword) || byIndex.has(keyword) ? 2 : bySchema.has(keyword) ? 1 : 0;
    // A member is known by its name; a value of a list has none that lasts.
    if (steps === 0 || depth + steps >= path.length)
      return { keyword, depth: bySchemaName.has(keyword) && depth + 1 < path.length ? depth + 1 : depth };
    depth += steps;
  }
  return { keyword: undefined, depth };
}
