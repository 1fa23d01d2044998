import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Store } from '../store/store.js';
import { addUp, type Batch, type BatchesDone, cut, toOutcome } from './batches.js';
import { Compiler } from './compile.js';
import { type CompiledLine, compileInThreads } from './compile-threads.js';
import { type Fault, FaultsError } from './faults.js';
import { findStanding } from './mark.js';
import { isNdjson, readLines } from './ndjson-lines.js';
import { keyOf } from './plan.js';
import type { PublishOptions } from './publish.js';
import { publishCompiled } from './publish-draft.js';
import { fileFault, refuse } from './source-text.js';

export interface BatchOptions extends Pick<PublishOptions, 'reinstate' | 'note' | 'actor'> {
  /** How many lines make a batch; fewer when they are very long. */
  readonly size: number;
  /** Called after each batch, and once before the first when something is published already. */
  readonly onBatch?: (done: BatchesDone) => void;
}

/**
 * Publishes an NDJSON file as several revisions, in memory that does not grow with it, and goes on where it stopped. Errors: `FaultsError`
 * with every fault of one batch, of which nothing is published while those before it are; those of `PublishStore.publish`.
 */
export async function publishBatches(
  store: Pick<Store, 'publish' | 'findMark' | 'refresh'>,
  path: string,
  options: BatchOptions,
): Promise<BatchesDone> {
  const { note = null, actor = null, reinstate = [], onBatch } = options;
  const file = basename(path);
  const totalBytes = await requireNdjson(path, file);
  const { prefix, keys } = await findStanding(store, path);
  const { lines: skipped, bytes } = prefix;
  const reinstated = new Set(reinstate.map(keyOf));
  let done: BatchesDone = {
    ...{ revision: await store.refresh(), revisions: 0, lines: skipped, skipped, bytes, totalBytes },
    ...{ added: 0, changed: 0, withdrawn: 0, unchanged: 0 },
  };
  if (skipped > 0) onBatch?.(done);

  let compiler = new Compiler();
  const publish = async (batch: Batch): Promise<void> => {
    const compiled = compiler.finish();
    compiler = new Compiler();
    const about = { mirror: false, base: undefined, note, actor };
    const { mark } = batch;
    const published = await publishCompiled(store, compiled, about, { dryRun: false, mark }, reinstated).catch(
      (error: unknown) => {
        throw error instanceof FaultsError ? new FaultsError(error.faults, toOutcome(batch, done)) : error;
      },
    );
    done = addUp(done, batch, published, compiled.resources.length);
    onBatch?.(done);
  };

  const batches: Batch[] = [];
  const lines = cut(readLines(path, prefix), prefix, options.size, batches);
  for await (const result of compileInThreads(lines, file)) {
    while ((batches[0]?.lines ?? result.line) < result.line) {
      const batch = batches.shift();
      if (batch !== undefined) await publish(batch);
    }
    add(compiler, file, result, (key) => keys.add(key, result.line), done.lines);
  }
  for (const batch of batches) await publish(batch);
  return done;
}

function add(
  compiler: Compiler,
  file: string,
  result: CompiledLine,
  know: (key: string) => number | undefined,
  published: number,
): void {
  if ('faults' in result) {
    compiler.addFaults(result.faults);
    return;
  }
  const { line, compiled } = result;
  const { record } = compiled;
  const first = record === null ? undefined : know(record);
  // Within one batch the compiler tells.
  if (first !== undefined && first <= published) compiler.addFaults([toDuplicate(file, line, record, first)]);
  else compiler.addCompiled({ file, locate: () => line }, compiled);
}

function toDuplicate(file: string, line: number, record: string | null, first: number): Fault {
  const detail = `${record} is also in ${file}, line ${first}: an id is used once.`;
  return { file, line, record, pointer: '/id', code: 'duplicate-id', detail };
}

async function requireNdjson(path: string, file: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new FaultsError([fileFault(path, null, 'not-found', 'There is no such file.')]);
  if (found.isFile() && isNdjson(path)) return found.size;
  return refuse(
    file,
    null,
    'not-ndjson',
    'Only a file that ends in .ndjson is published in batches: the files of a folder are in no order in which each follows what it refers to.',
  );
}
