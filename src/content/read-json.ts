import { isOverflow, isTooDeep, TOO_DEEP } from './nesting.js';
import { readYaml } from './read-yaml.js';
import { refuse } from './source-text.js';

const strings = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

/** JSON as a value; refused when it is not JSON, or names a member twice. */
export function readJson(text: string, file: string, line: number | null): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (isOverflow(error)) return refuse(file, line, 'json', TOO_DEEP);
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(file, line ?? lineOfError(text, reason), 'json', `This is not JSON: ${shorten(reason)}`);
  }
  if (isTooDeep(value, membersOf)) return refuse(file, line, 'json', TOO_DEEP);
  // JSON.parse keeps the last of two members of one name and says nothing. Which it is, the slower parser finds.
  if (countWritten(text) !== countMembers(value)) {
    readYaml(text, file, line);
    return refuse(file, line, 'duplicate-member', 'A member is named twice in one object.');
  }
  return value;
}

function countWritten(text: string): number {
  let count = 0;
  for (const match of text.matchAll(strings)) if (match[1] !== undefined) count += 1;
  return count;
}

function countMembers(value: unknown): number {
  let count = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    const members = membersOf(next);
    if (!Array.isArray(next)) count += members.length;
    for (const member of members) pending.push(member);
  }
  return count;
}

function membersOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function lineOfError(text: string, reason: string): number {
  const position = /at position (\d+)/.exec(reason)?.[1];
  const end = position === undefined ? text.length : Number(position);
  return text.slice(0, end).split('\n').length;
}

function shorten(reason: string): string {
  const plain = reason.replace(/[\r\n]+/g, ' ');
  return plain.length > 160 ? `${plain.slice(0, 160)}…` : plain;
}
