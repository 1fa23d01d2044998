import { type Fault, FaultsError } from './faults.js';

/** One file, and one record of NDJSON, may be this large. A whole NDJSON file may have any size. */
export const MAX_BYTES = 8 * 1024 * 1024;

/** Where a member of a record stands: `line` counts in the text at that pointer, from 1. */
export type Locate = (pointer: string, line?: number) => number | null;

/** A record as it was read, not yet judged. */
export interface SourceEntry {
  readonly file: string;
  readonly value: unknown;
  readonly locate: Locate;
}

/** A fault in a file before there is a record. */
export function fileFault(file: string, line: number | null, code: string, detail: string): Fault {
  return { file, line, record: null, pointer: '', code, detail };
}

export function refuse(file: string, line: number | null, code: string, detail: string): never {
  throw new FaultsError([fileFault(file, line, code, detail)]);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text; refused when they are not UTF-8, or begin with a byte order mark. */
export function decode(bytes: Uint8Array, file: string, line: number | null): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse(file, line ?? lineOfBadByte(bytes), 'not-utf8', 'This is not UTF-8: save it with that encoding.');
  }
  if (text.startsWith('\ufeff'))
    return refuse(file, line, 'byte-order-mark', 'This begins with a byte order mark: save it as UTF-8 without one.');
  return text;
}

function lineOfBadByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.slice(0, text.indexOf('\ufffd')).split('\n').length;
}

/** Size in words, for a message. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
