import { createHash } from 'node:crypto';
import { version as release } from '../package.js';
import type { PublishStore } from '../store/store.js';
import { KeySet } from './key-set.js';
import { type LinePlace, readLines, type SourceLine } from './ndjson-lines.js';
import { MAX_BYTES } from './source-text.js';

const LINE_END = Uint8Array.of(0x0a);

/** What is kept with a batch: how much of its source is published, told by the bytes, and by which release. */
interface Mark extends LinePlace {
  readonly sha256: string;
  readonly release: string;
}

/** The beginning of a source, line by line. */
export class Prefix implements LinePlace {
  #lines = 0;
  #bytes = 0;
  readonly #hash = createHash('sha256');

  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A last line without its end may still grow: it is not counted. */
  add({ bytes, end }: SourceLine): void {
    if (end === undefined) return;
    this.#hash.update(bytes).update(LINE_END);
    this.#bytes = end;
    this.#lines += 1;
  }

  toMark(): string {
    const { lines, bytes } = this;
    const mark: Mark = { lines, bytes, sha256: this.#hash.copy().digest('hex'), release };
    return JSON.stringify(mark);
  }
}

/** How far a source is published, and the keys of the records up to there, with their lines. */
export interface Standing {
  readonly prefix: Prefix;
  readonly keys: KeySet;
}

/**
 * Where publishing a source in batches goes on: where it stopped, when since then nothing else was published, the source is the same up
 * to there, byte for byte, and the release is the same. Otherwise at the beginning.
 */
export async function findStanding(store: Pick<PublishStore, 'findMark'>, path: string): Promise<Standing> {
  const text = await store.findMark();
  const mark: Mark | undefined = text === undefined ? undefined : JSON.parse(text);
  if (mark?.release !== release) return { prefix: new Prefix(), keys: new KeySet() };
  const standing = { prefix: new Prefix(), keys: new KeySet() };
  for await (const line of readLines(path)) {
    if (line.size > MAX_BYTES || (line.end ?? mark.bytes + 1) > mark.bytes) break;
    standing.prefix.add(line);
    const key = readKey(line.bytes.toString());
    if (key !== undefined) standing.keys.add(key, line.line);
    if (line.end === mark.bytes) break;
  }
  return standing.prefix.toMark() === text ? standing : { prefix: new Prefix(), keys: new KeySet() };
}

/** `type/id` of a record that was published from this line, or something else if it was not; undefined when the line is blank. */
function readKey(line: string): string | undefined {
  // As it is mostly written; to parse the whole takes much longer.
  const [, type, id] = /^\{"type":"([a-z]+)","id":"([a-z0-9._-]+)"/.exec(line) ?? [];
  if (id !== undefined) return `${type}/${id}`;
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null || !('type' in record) || !('id' in record)) return undefined;
    return `${record.type}/${record.id}`;
  } catch {
    return undefined;
  }
}
