import type { CopiedRow, CopySource, CopyState, CopyTarget, RowPlace } from '../store/copy.js';
import { endedKey, shapes, toPlace } from '../store/tables.js';
import { beginCopy } from './begin.js';
import { canGoOn, type Progress, type Stage, toStages, writeProgress } from './progress.js';
import { verifyCopy } from './verify.js';

const PAGE = 500;

export interface CopyOptions {
  readonly withKeys: boolean;
  readonly onProgress?: (step: { stage: string; done: number; total: number | undefined }) => void;
}

export interface CopyReport {
  /** The revision that the target had before, and the one it has now. */
  readonly from: number;
  readonly revision: number;
  readonly setDigest: string;
  /** Rows that were written or ended. */
  readonly rows: number;
  /** Whether a copy that was interrupted was gone on with. */
  readonly resumed: boolean;
}

/**
 * Brings the target to the revision of the source, with all that can be read there. What the target has already from a copy of the same
 * source is not copied again; an interrupted copy is gone on with. The source is one state of a database.
 * Errors: `CopyError`; `StoreError`.
 */
export async function copy(source: CopySource, target: CopyTarget, options: CopyOptions): Promise<CopyReport> {
  const origin = await source.readState();
  const begun = await beginCopy(source, target, origin);
  let { progress } = begun;
  let rows = await copyRound(source, target, origin, progress, options);
  // A copy that was interrupted ends where it was to end; the source has gone on since.
  while (progress.upto < origin.revision) {
    progress = { from: progress.upto, upto: origin.revision, stage: 0, after: null };
    if (!canGoOn(progress, origin)) progress = { ...progress, from: 0 };
    const step =
      progress.from === 0 ? ({ kind: 'clear' } as const) : ({ kind: 'begin', secret: origin.secret } as const);
    await target.write(step, undefined, writeProgress(progress));
    rows += await copyRound(source, target, origin, progress, options);
  }
  const [last] = await target.readRows(
    'revision',
    { from: origin.revision - 1, upto: origin.revision, floor: 0 },
    undefined,
    1,
  );
  const setDigest = typeof last?.set_digest === 'string' ? last.set_digest : `sum256-${'0'.repeat(64)}`;
  return { from: begun.from, revision: origin.revision, setDigest, rows, resumed: begun.resumed };
}

/** Copies from where the progress is to its end. Gives how many rows that were. */
async function copyRound(
  source: CopySource,
  target: CopyTarget,
  origin: CopyState,
  begun: Progress,
  { withKeys, onProgress }: CopyOptions,
): Promise<number> {
  const { from, upto } = begun;
  const { floor, erased } = origin;
  const range = { from, upto, floor };
  const stages = toStages(begun, withKeys);
  let done = 0;
  let written = writeProgress(begun);
  await target.write({ kind: 'prune', floor }, written, written);
  for (const [index, stage] of stages.entries()) {
    if (index < begun.stage) continue;
    const total = stage.kind === 'rows' ? await source.countRows(stage.table, range) : undefined;
    let after = index === begun.stage ? begun.after : null;
    let copied = 0;
    for (;;) {
      const rows = await readPage(source, stage, range, after ?? undefined);
      const isLast = rows.length < PAGE;
      after = isLast ? null : placeOf(stage, rows.at(-1));
      const next = writeProgress({ from, upto, stage: isLast ? index + 1 : index, after });
      await target.write({ ...stage, rows }, written, next);
      written = next;
      copied += rows.length;
      onProgress?.({ stage: `copying ${stage.table}`, done: copied, total });
      if (isLast) break;
    }
    done += copied;
  }
  await verifyCopy(source, target, range, onProgress);
  await target.write({ kind: 'finish', revision: upto, floor: Math.min(floor, upto), erased }, written, undefined);
  return done;
}

const readPage = (
  source: CopySource,
  stage: Stage,
  range: { from: number; upto: number; floor: number },
  after: RowPlace | undefined,
) =>
  stage.kind === 'rows'
    ? source.readRows(stage.table, range, after, PAGE)
    : source.readEnded(stage.table, range, after, PAGE);

function placeOf(stage: Stage, row: CopiedRow = {}): RowPlace {
  return toPlace(row, stage.kind === 'rows' ? shapes[stage.table].key : endedKey(stage.table));
}
