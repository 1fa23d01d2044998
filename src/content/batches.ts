import type { Revision } from '../store/store.js';
import type { Prefix } from './mark.js';
import type { SourceLine } from './ndjson-lines.js';
import { keyOf } from './plan.js';
import type { Published } from './publish-draft.js';

/** How far publishing has come. */
export interface BatchesDone {
  /** The latest, also when nothing changed. */
  readonly revision: Revision;
  /** Revisions that were made. */
  readonly revisions: number;
  /** Lines of the source that are published, and how many of them were before this began. */
  readonly lines: number;
  readonly skipped: number;
  /** How much of the source that is, in bytes. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Resources, all batches together. */
  readonly added: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly unchanged: number;
}

/** What a batch may hold, however few its lines: 32 MiB of source. */
const BATCH_BYTES = 1 << 25;

/** A part of the source that is published as a whole. */
export interface Batch {
  /** Its last line. */
  readonly lines: number;
  readonly bytes: number;
  readonly mark: string;
}

/** The same lines; where a batch ends is known before its last line is given. */
export async function* cut(lines: AsyncIterable<SourceLine>, prefix: Prefix, size: number, batches: Batch[]) {
  let count = 0;
  let bytes = 0;
  let last: SourceLine | undefined;
  const end = ({ line }: SourceLine) => {
    batches.push({ lines: line, bytes: prefix.bytes, mark: prefix.toMark() });
    count = 0;
    bytes = 0;
  };
  for await (const line of lines) {
    prefix.add(line);
    last = line;
    count += 1;
    bytes += line.size;
    if (count >= size || bytes >= BATCH_BYTES) end(line);
    yield line;
  }
  if (count > 0 && last !== undefined) end(last);
}

/** The account after one more batch, of so many resources. */
export function addUp(
  done: BatchesDone,
  batch: Batch,
  { plan, revision, live }: Published,
  count: number,
): BatchesDone {
  const changed = plan.upserts.filter((one) => (live.resources.get(keyOf(one))?.digest ?? null) !== null).length;
  return {
    ...done,
    revision,
    revisions: done.revisions + (revision.revision > live.head.revision ? 1 : 0),
    lines: batch.lines,
    bytes: batch.bytes,
    added: done.added + plan.upserts.length - changed,
    changed: done.changed + changed,
    withdrawn: done.withdrawn + plan.tombstones.length,
    unchanged: done.unchanged + count - plan.upserts.length,
  };
}

/** What became of a source of which a batch has faults. */
export function toOutcome(batch: Batch, done: BatchesDone): string {
  const from = (done.lines + 1).toLocaleString('en');
  const to = batch.lines.toLocaleString('en');
  const before =
    done.lines === 0
      ? 'Nothing was changed.'
      : `The lines before it are published, up to revision ${done.revision.revision}; once the source is mended, the same command goes on there.`;
  return `Refused: the batch of lines ${from} to ${to}. ${before} A batch sees what stands before it, not what follows: move a record behind what it refers to, or publish the whole without --batch.`;
}
