import { inspect } from 'node:util';
import type { RunDetails } from 'fast-check';

/** What was wrong, how to see it again, and the smallest request that shows it. */
export function sayFailure<T>({ errorInstance, seed, counterexamplePath, counterexample }: RunDetails<T>): string {
  const shown = inspect({ seed, path: counterexamplePath, counterexample }, { depth: 6, maxStringLength: 200 });
  return `${errorInstance instanceof Error ? errorInstance.message : errorInstance}\n${shown}`.slice(0, 4000);
}
