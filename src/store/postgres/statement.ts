/** A statement whose values have names, written `:name`. PostgreSQL prepares it once for every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** The names of its values, in the order of `$1`, `$2`, … */
  readonly parameters: readonly string[];
}

export type Value = string | number | boolean | null | readonly (string | number | null)[] | Uint8Array;
export type Values = Readonly<Record<string, Value>>;

/** Makes a statement of SQL that is constant; two colons are a cast. `name` is its own in the whole engine. */
export function toStatement(name: string, sql: string): Statement {
  const parameters: string[] = [];
  const text = sql.replace(/(?<!:):([a-z]\w*)/gi, (_, parameter: string) => {
    if (!parameters.includes(parameter)) parameters.push(parameter);
    return `$${parameters.indexOf(parameter) + 1}`;
  });
  return { name, text, parameters };
}

/** The values of a statement in the order that it takes them. */
export function toArguments({ name, parameters }: Statement, values: Values): Value[] {
  return parameters.map((parameter) => {
    const value = values[parameter];
    if (value === undefined) throw new TypeError(`The statement ${name} is not given ${parameter}.`);
    return value;
  });
}
