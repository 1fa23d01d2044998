import { createReadStream } from 'node:fs';
import { type Fault, FaultsError } from './faults.js';
import { readJson } from './read-json.js';
import { decode, fileFault, MAX_BYTES, megabytes, type SourceEntry } from './source-text.js';

const LINE_FEED = 0x0a;

/** The records of an NDJSON file, one a line, in order; a line that cannot be read is given as its faults. */
export async function* readNdjson(
  path: string,
  file: string,
): AsyncGenerator<SourceEntry | { faults: readonly Fault[] }> {
  let line = 1;
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes: Buffer = chunk;
    let from = 0;
    for (let to = bytes.indexOf(LINE_FEED); to !== -1; to = bytes.indexOf(LINE_FEED, from)) {
      keep(bytes.subarray(from, to));
      yield* readLine();
      from = to + 1;
    }
    keep(bytes.subarray(from));
  }
  yield* readLine();

  function keep(part: Buffer): void {
    size += part.length;
    // What is too large is counted, not held.
    if (size <= MAX_BYTES) parts.push(part);
    else parts = [];
  }

  function* readLine(): Generator<SourceEntry | { faults: readonly Fault[] }> {
    const entry = toEntry(Buffer.concat(parts), size, file, line);
    if (entry !== undefined) yield entry;
    parts = [];
    size = 0;
    line += 1;
  }
}

function toEntry(
  bytes: Buffer,
  size: number,
  file: string,
  line: number,
): SourceEntry | { faults: readonly Fault[] } | undefined {
  if (size > MAX_BYTES) {
    const detail = `This record has ${megabytes(size)}; at most ${megabytes(MAX_BYTES)} are allowed in one line.`;
    return { faults: [fileFault(file, line, 'too-large', detail)] };
  }
  try {
    const text = decode(bytes, file, line);
    return text.trim() === '' ? undefined : { file, value: readJson(text, file, line), locate: () => line };
  } catch (error) {
    if (error instanceof FaultsError) return { faults: error.faults };
    throw error;
  }
}
