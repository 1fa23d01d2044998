import { type Break, type Rule, rules } from './rules.js';

/** A line of `openapi/changes.md`: a change that was announced. */
export interface Announcement {
  readonly line: number;
  readonly place: string;
  readonly rule: string;
  readonly what: string;
  readonly deprecation: string;
  readonly sunset: string;
}

export interface Announced {
  readonly announcements: readonly Announcement[];
  readonly faults: readonly string[];
}

const MONTHS = 12;
const form = /^- `([^`]+)` ([a-z-]+)(?: ([^;]+))?; Deprecation: ([^;]+); Sunset: ([^;]+); (?=\S)(.+)$/;
const FORM = '- `place` rule what; Deprecation: YYYY-MM-DD; Sunset: YYYY-MM-DD; what to do instead';

const isDate = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** The first day on which what is deprecated on this day may end. */
function earliestSunset(deprecation: string): string {
  const day = new Date(`${deprecation}T00:00:00Z`);
  day.setUTCMonth(day.getUTCMonth() + MONTHS);
  return day.toISOString().slice(0, 10);
}

const isRule = (name: string): name is Rule => Object.hasOwn(rules, name);

/** Reads the list that stands under the heading `Announced`; a line that is not of the form is a fault. */
export function readAnnouncements(text: string): Announced {
  const announcements: Announcement[] = [];
  const faults: string[] = [];
  let isList = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#')) isList = line === '## Announced';
    if (!isList || !line.startsWith('-')) continue;
    const where = `openapi/changes.md:${index + 1}`;
    const found = form.exec(line);
    if (!found) {
      faults.push(`${where}: is not of the form ${FORM}`);
      continue;
    }
    const [, place = '', rule = '', what = '', deprecation = '', sunset = ''] = found;
    if (!isRule(rule)) faults.push(`${where}: ${rule} is no rule (${Object.keys(rules).join(', ')})`);
    else if (!isDate(deprecation) || !isDate(sunset)) faults.push(`${where}: the dates must be days: YYYY-MM-DD`);
    else if (sunset < earliestSunset(deprecation))
      faults.push(
        `${where}: Sunset must be ${MONTHS} months after Deprecation: ${earliestSunset(deprecation)} or later`,
      );
    else announcements.push({ line: index + 1, place, rule, what, deprecation, sunset });
  }
  return { announcements, faults };
}

/** The line that announces a change, its dates as early as they may be. */
export function sayAnnouncement({ place, rule, what }: Break, today: string): string {
  const change = what === '' ? rule : `${rule} ${what}`;
  return `- \`${place}\` ${change}; Deprecation: ${today}; Sunset: ${earliestSunset(today)}; …`;
}

/** Why a change may not be released today; undefined when it was announced and its time has come. */
export function findObjection(one: Break, { announcements }: Announced, today: string): string | undefined {
  const announced = announcements.find(
    ({ place, rule, what }) => place === one.place && rule === one.rule && what === one.what,
  );
  const change = `${one.rule}: ${one.place}${one.what === '' ? '' : ` ${one.what}`}`;
  if (announced === undefined) return `${change}\n  ${rules[one.rule]} To announce it: ${sayAnnouncement(one, today)}`;
  // To say that something is deprecated is the announcement: it needs no waiting.
  if (one.rule === 'deprecated' || today >= announced.sunset) return undefined;
  return `${change}\n  It was announced for ${announced.sunset}: until then it must go on working.`;
}
