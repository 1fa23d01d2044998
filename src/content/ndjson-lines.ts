import { createReadStream } from 'node:fs';
import { MAX_BYTES } from './source-text.js';

const LINE_FEED = 0x0a;

export const isNdjson = (path: string) => /\.(?:ndjson|jsonl)$/i.test(path);

/** A line of a file, as bytes without its end. */
export interface SourceLine {
  /** From 1. */
  readonly line: number;
  /** Empty when there are more than one record may have. */
  readonly bytes: Buffer;
  readonly size: number;
  /** How many bytes of the file there are up to the end of the line; undefined when the file ends before the line does. */
  readonly end: number | undefined;
}

/** Where reading begins: after so many lines, which are so many bytes. */
export interface LinePlace {
  readonly lines: number;
  readonly bytes: number;
}

/** The lines of a file, in order; what is too large is counted, not held. */
export async function* readLines(path: string, after: LinePlace = { lines: 0, bytes: 0 }): AsyncGenerator<SourceLine> {
  let line = after.lines;
  let end = after.bytes;
  let parts: Buffer[] = [];
  let size = 0;
  const keep = (part: Buffer) => {
    size += part.length;
    if (size <= MAX_BYTES) parts.push(part);
    else parts = [];
  };
  const take = (isEnded: boolean): SourceLine => {
    line += 1;
    end += size + (isEnded ? 1 : 0);
    const [only] = parts;
    const bytes = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
    const taken = { line, bytes, size, end: isEnded ? end : undefined };
    parts = [];
    size = 0;
    return taken;
  };
  // A pipe has no places: it is read from where it is.
  const options = { highWaterMark: 1 << 18, ...(after.bytes > 0 && { start: after.bytes }) };
  for await (const chunk of createReadStream(path, options)) {
    const bytes: Buffer = chunk;
    let from = 0;
    for (let to = bytes.indexOf(LINE_FEED); to !== -1; to = bytes.indexOf(LINE_FEED, from)) {
      keep(bytes.subarray(from, to));
      yield take(true);
      from = to + 1;
    }
    keep(bytes.subarray(from));
  }
  if (size > 0) yield take(false);
}
