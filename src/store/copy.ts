/**
 * What a database hands over to another, whatever their engines: the rows of the tables that both have, as they are. A copy has the
 * same revisions, times, digests and secret, so every cursor goes on and every ETag is the same.
 */

export type CopiedValue = string | number | null | Uint8Array;
export type CopiedRow = Readonly<Record<string, CopiedValue>>;
/** The place of a row: the values of the key of its table. */
export type RowPlace = readonly (string | number)[];

/** Which rows: those of the revisions after `from` up to `upto`, as they were at `upto`, without what was given up at `floor`. */
export interface CopiedRange {
  readonly from: number;
  readonly upto: number;
  readonly floor: number;
}

export interface CopyState {
  readonly revision: number;
  readonly floor: number;
  readonly erased: number;
  readonly secret: string;
  readonly keys: number;
  /** How far a copy into this database has come; undefined when none is unfinished. */
  readonly progress: string | undefined;
}

/** The tables that are copied, in an order in which each refers to those before it alone. */
export const contentTables = ['revision', 'resource', 'version', 'name', 'ref', 'search_entry'] as const;
export const keyTables = ['api_key', 'key_usage'] as const;
/** Those whose rows end. */
export const endingTables = ['version', 'name', 'ref', 'search_entry'] as const;
export type EndingTable = (typeof endingTables)[number];
export type CopiedTable = (typeof contentTables)[number] | (typeof keyTables)[number];

/** Rejects with `StoreError`. */
export interface CopySource {
  readState(): Promise<CopyState>;
  /** Rows of a range after a place, in the order of their places; from the first when undefined. */
  readRows(
    table: CopiedTable,
    range: CopiedRange,
    after: RowPlace | undefined,
    limit: number,
  ): Promise<readonly CopiedRow[]>;
  /** The rows of revisions up to `from` that ended after it, up to `upto`, by when they ended. */
  readEnded(
    table: EndingTable,
    range: CopiedRange,
    after: RowPlace | undefined,
    limit: number,
  ): Promise<readonly CopiedRow[]>;
  /** How many rows a range has. */
  countRows(table: CopiedTable, range: CopiedRange): Promise<number>;
}

/** A part of a copy: one transaction. */
export type CopyStep =
  /** Takes over the secret: the database belongs to this copy from now on. */
  | { readonly kind: 'begin'; readonly secret: string }
  /** Removes all content. */
  | { readonly kind: 'clear' }
  /** Removes what was given up at a floor. */
  | { readonly kind: 'prune'; readonly floor: number }
  | { readonly kind: 'rows'; readonly table: CopiedTable; readonly rows: readonly CopiedRow[] }
  | { readonly kind: 'ended'; readonly table: EndingTable; readonly rows: readonly CopiedRow[] }
  /** What was copied can be read from now on. */
  | { readonly kind: 'finish'; readonly revision: number; readonly floor: number; readonly erased: number };

/** While it holds progress it is opened for nothing else. */
export interface CopyTarget extends CopySource {
  /** Rejects with `busy` when the progress is not `before`: another copy is under way. */
  write(step: CopyStep, before: string | undefined, after: string | undefined): Promise<void>;
}

/** A database that is opened to be copied. */
export interface OpenedSource {
  /** Runs work that sees one state of the database throughout, however long it takes. */
  read<T>(work: (source: CopySource) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface OpenedTarget {
  readonly target: CopyTarget;
  close(): Promise<void>;
}

/** In the table of settings: how far a copy into this database has come. */
export const PROGRESS = 'copy';
