import type { CopySource, CopyState, CopyTarget } from '../store/copy.js';
import { CopyError } from './errors.js';
import { beforeKeys, canGoOn, type Progress, readProgress, writeProgress } from './progress.js';

export interface Begun {
  readonly progress: Progress;
  /** The revision that the target had before. */
  readonly from: number;
  readonly resumed: boolean;
}

/** Finds out how far the target has come, and marks it as unfinished. Rejects with `CopyError` when it holds something else. */
export async function beginCopy(source: CopySource, target: CopyTarget, origin: CopyState): Promise<Begun> {
  if (origin.progress !== undefined) {
    throw new CopyError('refused', 'The source is itself a copy that was not finished: finish that one first.');
  }
  const state = await target.readState();
  const interrupted = state.progress === undefined ? undefined : readProgress(state.progress);
  const isNew = state.revision === 0 && state.keys === 0 && state.progress === undefined;
  if (!isNew) await refuseOther(source, target, origin, state, interrupted?.upto ?? state.revision);

  const anew: Progress = { from: 0, upto: origin.revision, stage: 0, after: null };
  const wanted = interrupted ?? { ...anew, from: state.revision };
  if (wanted.from === 0 && interrupted === undefined) {
    await target.write({ kind: 'begin', secret: origin.secret }, state.progress, writeProgress(anew));
    return { progress: anew, from: 0, resumed: false };
  }
  // What lies between may be gone from the source by now.
  if (!canGoOn(wanted, origin)) {
    await target.write({ kind: 'clear' }, state.progress, writeProgress(anew));
    return { progress: anew, from: 0, resumed: false };
  }
  const progress = beforeKeys(wanted);
  await target.write({ kind: 'begin', secret: origin.secret }, state.progress, writeProgress(progress));
  return { progress, from: progress.from, resumed: interrupted !== undefined };
}

/** Its secret tells whose copy a database is, and its last revision whether it has gone another way since. */
async function refuseOther(
  source: CopySource,
  target: CopyTarget,
  origin: CopyState,
  { secret, revision: published }: CopyState,
  upto: number,
): Promise<void> {
  if (secret !== origin.secret) {
    throw new CopyError(
      'refused',
      'The target holds something else than a copy of the source: name an empty database.',
    );
  }
  const last = async (side: CopySource, revision: number) =>
    (await side.readRows('revision', { from: revision - 1, upto: revision, floor: 0 }, undefined, 1))[0];
  const latest = Math.max(published, upto);
  if (latest > origin.revision) {
    throw new CopyError(
      'refused',
      `The target is ahead of the source: revision ${latest} follows ${origin.revision}. Was it meant the other way round?`,
    );
  }
  // Of an unfinished copy, as far as it has its revisions.
  for (const revision of new Set([published, upto])) {
    const [ours, theirs] = [await last(target, revision), await last(source, revision)];
    if (ours !== undefined && JSON.stringify(ours) !== JSON.stringify(theirs)) {
      throw new CopyError(
        'refused',
        `The target has another revision ${revision} than the source: something was published to it since it was copied.`,
      );
    }
  }
}
