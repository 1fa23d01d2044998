import type { Value } from './statement.js';

/** Few enough for one message, many enough that their number does not matter. */
const ROWS = 1000;

/** Rows in batches, each as columns: what `unnest` makes rows of again. */
export function toColumns<T extends Readonly<Record<string, string | number | null>>>(
  rows: readonly T[],
  names: readonly (keyof T & string)[],
): Readonly<Record<string, Value>>[] {
  const batches: Record<string, Value>[] = [];
  for (let start = 0; start < rows.length; start += ROWS) {
    const batch = rows.slice(start, start + ROWS);
    batches.push(Object.fromEntries(names.map((name) => [name, batch.map((row) => row[name] ?? null)])));
  }
  return batches;
}
