import { settings } from '../config.js';
import { type ResourceKey, resourceTypes } from '../schemas/resource.js';
import { UsageError } from './failure.js';

/** Reads `TYPE/ID`. */
export function toKey(text: string): ResourceKey {
  const slash = text.indexOf('/');
  const name = text.slice(0, slash);
  const id = text.slice(slash + 1);
  const type = resourceTypes.find((known) => known === name);
  if (type === undefined || !/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(id)) {
    throw new UsageError(
      `“${text}” names no resource: write TYPE/ID, where TYPE is one of ${resourceTypes.join(', ')}.`,
    );
  }
  return { type, id };
}

/** Reads the number of a revision, in decimal digits alone: `1e1`, `+5` and `05` are none. */
export function toRevisionNumber(text: string): number {
  const number = Number(text);
  if (!/^(?:0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(number)) {
    throw new UsageError(`“${text}” is not the number of a revision: 1, 2, 3, …`);
  }
  return number;
}

/** Reads how many workers there shall be, as the setting has it. */
export function toWorkerCount(text: string): number {
  const count = settings.WORKERS.read(text);
  if (count === undefined) throw new UsageError(`--workers must be ${settings.WORKERS.expects}.`);
  return count;
}

/** Reads how many: 1 or more, in decimal digits alone. */
export function toCount(text: string): number {
  const number = Number(text);
  if (!/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(number)) {
    throw new UsageError(`“${text}” is no number of things: write 1, 2, 3, …`);
  }
  return number;
}

/** `Date` takes 30 February for a day of March. */
function isCalendarDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** Reads a day, or an RFC 3339 time; a day begins at midnight, UTC. In milliseconds since the epoch. */
export function toTime(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = isTime && isCalendarDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`“${text}” is no time: write 2027-01-31 or 2027-01-31T12:00:00Z.`);
  return time;
}

/** Reads a day: `YYYY-MM-DD`. */
export function toDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isCalendarDay(text))
    throw new UsageError(`“${text}” is no day: write 2027-01-31.`);
  return text;
}

/** The options that may be given several times. */
const lists = new Set(['reinstate', 'scope']);

/**
 * What yargs lets pass: a flag given a value other than true or false (it would count as false, and `--dry-run=yes`
 * would publish), and an option given twice that is not a list (the last would win).
 */
export function refuseLooseOptions(raw: readonly string[], parsed: Readonly<Record<string, unknown>>): void {
  const end = raw.indexOf('--');
  const seen = new Set<string>();
  for (const argument of end < 0 ? raw : raw.slice(0, end)) {
    const match = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argument);
    const [, name, value] = match ?? [];
    if (name === undefined) continue;
    if (seen.has(name) && !lists.has(name)) throw new UsageError(`--${name} is given twice.`);
    seen.add(name);
    if (typeof parsed[name] === 'boolean' && value !== undefined && value !== 'true' && value !== 'false') {
      throw new UsageError(`--${name} takes no value: give it or leave it.`);
    }
  }
}
