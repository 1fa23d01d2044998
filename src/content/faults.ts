/** Something wrong with a source, or with what is stored. */
export interface Fault {
  /** The file it stands in; null where there is none. */
  readonly file: string | null;
  /** The line in that file, from 1; null when unknown. */
  readonly line: number | null;
  /** The record or resource, `type/id`; null before it is known. */
  readonly record: string | null;
  /** A JSON Pointer (RFC 6901) into the record; empty for the whole. */
  readonly pointer: string;
  /** A fixed word for the kind of fault. */
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly detail: string;
}

/** Thrown with every fault that was found; nothing was published, unless `outcome` says what was. */
export class FaultsError extends Error {
  override readonly name = 'FaultsError';
  constructor(
    readonly faults: readonly Fault[],
    /** What became of the whole, in a sentence or two. */
    readonly outcome = 'Refused; nothing was changed.',
  ) {
    const [first] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    super(
      first === undefined
        ? 'Refused.'
        : `${first.record ?? first.file ?? ''} ${first.pointer} ${first.detail}${more}`.trim(),
    );
  }
}

/** A fault about a resource as a whole, wherever it came from. */
export function resourceFault(record: string, code: string, detail: string, pointer = ''): Fault {
  return { file: null, line: null, record, pointer, code, detail };
}
