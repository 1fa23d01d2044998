const MAX_LEVELS = 32;

export const TOO_DEEP = `This is nested too deeply: no record needs more than ${MAX_LEVELS} levels.`;

/** Whether there are more levels than any record has: what works on it recursively could fail. Level by level, not recursively. */
export function isTooDeep(root: unknown, childrenOf: (value: unknown) => readonly unknown[]): boolean {
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

/** What an error of a parser says when the text is nested deeper than it can follow. */
export function isOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack/i.test(error.message);
}
