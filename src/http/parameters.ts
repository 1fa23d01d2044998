import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import type { ProblemFault } from '../schemas/problem.js';
import { type Parameter, readParameters, splitTarget } from './target.js';

/** What a route's querystring schema says of one parameter. */
interface Rule {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
}

const MAX_FAULTS = 100;

/**
 * What is wrong with a query that is not exactly what the route's schema declares, naming every parameter at fault. It
 * looks at the query as it was sent: the validator sees values only after coercion, which lets `1e1` and `05` pass.
 */
export function findParameterProblem(request: FastifyRequest): ProblemError | undefined {
  const { query } = splitTarget(request.raw.url ?? '');
  if (query === '') return undefined;
  const rules = rulesOf(request);
  const seen = new Set<string>();
  const faults: ProblemFault[] = [];
  for (const [index, parameter] of readParameters(query).entries()) {
    const fault = findNameFault(parameter, index + 1) ?? findFault(parameter, rules, seen);
    if (fault) faults.push(fault);
    if (parameter.name !== undefined) seen.add(parameter.name);
  }
  return faults.length > 0 ? invalidParameters(faults) : undefined;
}

/** The problem of one or more bad parameters. */
export function invalidParameters(faults: readonly ProblemFault[]): ProblemError {
  const names = [...new Set(faults.flatMap(({ parameter }) => (parameter ? [`\`${parameter}\``] : [])))];
  const nameless = faults.filter(({ parameter, code }) => !parameter && nameFaults.has(code)).length;
  const which = toWhich(names, nameless);
  return new ProblemError('invalid-request', `${which} cannot be accepted; see \`errors\`.`, {
    errors: faults.slice(0, MAX_FAULTS),
  });
}

function toWhich(names: readonly string[], nameless: number): string {
  const many = nameless === 1 ? 'A parameter' : 'Parameters';
  if (names.length === 0) return nameless === 0 ? 'The query' : `${many} without a readable name`;
  const named = `${names.length === 1 ? 'The parameter' : 'The parameters'} ${list(names)}`;
  return nameless === 0 ? named : `${named}, and ${nameless === 1 ? 'one' : 'others'} without a readable name,`;
}

/** The parameters of a checked request that differ from their defaults, by name. */
export function readSignificantParameters(request: FastifyRequest): ReadonlyMap<string, string> {
  const { query } = splitTarget(request.raw.url ?? '');
  if (query === '') return new Map();
  const rules = rulesOf(request);
  const parameters = readParameters(query).flatMap(({ name, value }): [string, string][] =>
    name === undefined || value === undefined || String(rules[name]?.default) === value ? [] : [[name, value]],
  );
  return new Map(parameters.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rulesOf(request: FastifyRequest): Readonly<Record<string, Rule>> {
  const schema = request.routeOptions.schema?.querystring;
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {};
  return schema.properties as Record<string, Rule>;
}

const nameFaults = new Set(['encoding', 'empty']);

/** What has no name can only be told by its place. */
function findNameFault({ name, value }: Parameter, place: number): ProblemFault | undefined {
  if (name === undefined) {
    return { detail: `The name of parameter ${place} of the query is not percent-encoded UTF-8.`, code: 'encoding' };
  }
  if (name !== '') return undefined;
  const why = value === '' ? 'take out the `&` that is too much' : 'what is before its `=` is empty';
  return { detail: `Parameter ${place} of the query has no name: ${why}.`, code: 'empty' };
}

function findFault({ name = '', value }: Parameter, rules: Readonly<Record<string, Rule>>, seen: ReadonlySet<string>) {
  const fault = (code: string, detail: string): ProblemFault => ({ detail, code, parameter: name.slice(0, 200) });
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) {
    const known = Object.keys(rules).map((known) => `\`${known}\``);
    return fault(
      'unknown',
      known.length === 0 ? 'This takes no parameters.' : `The parameters here are ${list(known)}.`,
    );
  }
  if (seen.has(name)) return fault('repeated', 'Give it once.');
  if (value === undefined) return fault('encoding', 'The value is not percent-encoded UTF-8.');
  if (value === '') return fault('empty', 'Give it a value, or leave it out.');
  return rule.type === 'integer' ? findIntegerFault(value, rule, fault) : findTextFault(value, rule, fault);
}

type ToFault = (code: string, detail: string) => ProblemFault;

function findIntegerFault(value: string, rule: Rule, fault: ToFault): ProblemFault | undefined {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = rule;
  const range = `a whole number from ${minimum} to ${maximum}`;
  if (!/^(?:0|[1-9]\d*)$/.test(value)) {
    return fault('integer', `Must be ${range}, in decimal digits alone: no sign, exponent or leading zero.`);
  }
  return Number(value) < minimum || Number(value) > maximum ? fault('range', `Must be ${range}.`) : undefined;
}

function findTextFault(value: string, rule: Rule, fault: ToFault): ProblemFault | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rule;
  if (/\p{Cc}/u.test(value)) return fault('control', 'Must not hold control characters.');
  const length = [...value].length;
  if (length > maxLength) return fault('length', `Must have at most ${maxLength} characters; it has ${length}.`);
  if (length < minLength) return fault('length', `Must have at least ${minLength} characters; it has ${length}.`);
  if (rule.enum && !rule.enum.includes(value)) {
    return fault('enum', `Must be one of ${list(rule.enum.map((known) => `\`${known}\``))}.`);
  }
  if (rule.pattern !== undefined && !new RegExp(rule.pattern, 'u').test(value)) {
    return fault('pattern', `Must match ${rule.pattern}.`);
  }
  return undefined;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
