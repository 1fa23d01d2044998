import { type Fault, FaultsError } from './faults.js';
import { readLines, type SourceLine } from './ndjson-lines.js';
import { readJson } from './read-json.js';
import { decode, fileFault, MAX_BYTES, megabytes, type SourceEntry } from './source-text.js';

/** The records of an NDJSON file, one a line, in order; a line that cannot be read is given as its faults. */
export async function* readNdjson(
  path: string,
  file: string,
): AsyncGenerator<SourceEntry | { faults: readonly Fault[] }> {
  for await (const line of readLines(path)) {
    const entry = readRecordLine(line, file);
    if (entry !== undefined) yield entry;
  }
}

/** The record in a line, or why there is none; undefined where the line is blank. */
export function readRecordLine(
  { bytes, size, line }: Pick<SourceLine, 'bytes' | 'size' | 'line'>,
  file: string,
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
