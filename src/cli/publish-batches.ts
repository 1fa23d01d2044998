import type { BatchesDone } from '../content/batches.js';
import type { BatchOptions } from '../content/publish-batches.js';
import { print, printJson } from './output.js';
import { type Progress, startProgress } from './progress.js';
import { toHeadline, toRecord } from './revisions.js';
import { publishSourceInBatches } from './source.js';
import { counted } from './text.js';
import { withStoreToPublish } from './with-store.js';

/** Publishes a source in batches and tells of it: a bar where a person is watching, otherwise a line for each revision. */
export async function publishInBatches(path: string, options: BatchOptions, json: boolean): Promise<void> {
  const progress = startProgress(json);
  const watch = startWatch();
  const isSilent = json || process.stderr.isTTY;
  const onBatch = (done: BatchesDone) => {
    const perSecond = watch(done.lines - done.skipped);
    showBar(progress, done, perSecond);
    if (!isSilent) process.stdout.write(toLine(done, perSecond));
  };
  const work = withStoreToPublish((store) => publishSourceInBatches(store, path, { ...options, onBatch }));
  const done = await work.finally(progress.stop);
  if (json) await printJson({ ...done, revision: toRecord(done.revision) });
  else await print(toText(done));
}

/** How many there were in a second, since this was made. */
function startWatch(): (count: number) => number {
  const begun = performance.now();
  return (count) => Math.round((1000 * count) / Math.max(1, performance.now() - begun));
}

function showBar(progress: Progress, { lines, bytes, totalBytes }: BatchesDone, perSecond: number): void {
  // How many lines there will be, the bytes tell.
  const total = Math.max(lines, Math.round((lines * totalBytes) / Math.max(1, bytes)));
  progress.update({ stage: `publishing ${perSecond.toLocaleString('en')}/s`, done: lines, total });
}

function toLine({ revision, lines, bytes, totalBytes, skipped }: BatchesDone, perSecond: number): string {
  const part = `${Math.floor((100 * bytes) / Math.max(1, totalBytes))} %`;
  if (lines === skipped) return `${counted(lines, 'line')} (${part}) were published before.\n`;
  return `${counted(lines, 'line')} (${part}), ${perSecond.toLocaleString('en')}/s: revision ${revision.revision}\n`;
}

function toText({ revision, revisions, added, changed, withdrawn, unchanged, lines, skipped }: BatchesDone): string {
  if (revisions === 0) return `Nothing changed. ${toHeadline(revision)}`;
  const number = (count: number) => count.toLocaleString('en');
  const tally = `${number(added)} added, ${number(changed)} changed, ${number(withdrawn)} withdrawn, ${number(unchanged)} unchanged`;
  const from = skipped === 0 ? '' : ` ${counted(skipped, 'line')} of ${number(lines)} were published before.`;
  return `Published in ${counted(revisions, 'revision')}: ${tally}.${from}\n${toHeadline(revision)}`;
}
