const MAX_KNOWN = 1000;
const known = new Map<number, string>();

/** RFC 3339, UTC, with milliseconds. What was published together says the same time: it is written once. */
export function toTimestamp(milliseconds: number): string {
  const before = known.get(milliseconds);
  if (before !== undefined) return before;
  if (known.size >= MAX_KNOWN) known.clear();
  const text = new Date(milliseconds).toISOString();
  known.set(milliseconds, text);
  return text;
}
