import type { Connection } from './connection.js';
import { type Statement, toStatement, type Values } from './statement.js';

/**
 * Makes a read at `:at`. It gives, of the same state of the database, how far that is; so a server that has not got there yet
 * is found out by its answer. `sql` gives a column `ord`, never null, by which its rows are ordered.
 */
export const toRead = (name: string, sql: string): Statement =>
  toStatement(
    name,
    `SELECT h.revision AS head_revision, h.floor AS head_floor, h.erased AS head_erased, q.*
     FROM head h LEFT JOIN (${sql}) q ON true ORDER BY q.ord`,
  );

/** What the head was when something was read. */
export interface Seen {
  readonly revision: number;
  readonly floor: number;
  readonly erased: number;
}

interface SeenRow {
  head_revision: number;
  head_floor: number;
  head_erased: number;
  ord: number | null;
}

/** Where reads are asked. */
export interface Reads {
  /** The rows of a read, from a server that has reached `at`. Rejects with `StoreError`; its code is `behind` when none can be asked. */
  at<R extends object>(statement: Statement, values: Values & { readonly at: number }): Promise<R[]>;
  /** The same, with what the head was then. With `orNone` the primary is believed when it has no such revision. */
  seenAt<R extends object>(
    statement: Statement,
    values: Values & { readonly at: number },
    orNone?: boolean,
  ): Promise<{ rows: R[]; seen: Seen }>;
}

export async function readFrom<R extends object>(
  connection: Connection,
  statement: Statement,
  values: Values,
): Promise<{ rows: R[]; seen: Seen }> {
  const rows = await connection.all<R & SeenRow>(statement, values);
  const [first] = rows;
  const seen = { revision: first?.head_revision ?? 0, floor: first?.head_floor ?? 0, erased: first?.head_erased ?? 0 };
  return { rows: first?.ord === null ? [] : rows, seen };
}
