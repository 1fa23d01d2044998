import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { modules } from '../package.js';
import type { CompiledRecord } from './compile-record.js';
import type { Fault } from './faults.js';
import type { SourceLine } from './ndjson-lines.js';

/** Some lines in one piece, so that sending them costs little. */
export interface Block {
  readonly lines: readonly (Pick<SourceLine, 'line' | 'size' | 'end'> & { readonly length: number })[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A line that is not blank, and what it became: a record, or the reasons why it cannot be read. */
export type CompiledLine = Pick<SourceLine, 'line' | 'size' | 'end'> &
  ({ readonly compiled: CompiledRecord } | { readonly faults: readonly Fault[] });

const BLOCK_LINES = 32;
const BLOCK_BYTES = 128 * 1024;
/** Enough for the threads to go on while a batch is written, few enough to hold. */
const BLOCKS_UNDER_WAY = 16;
const MOST_THREADS = 8;

/** The lines of an NDJSON file compiled in threads of their own, in order. `file` is how faults name it. */
export async function* compileInThreads(lines: AsyncIterable<SourceLine>, file: string): AsyncGenerator<CompiledLine> {
  // One processor is left to whoever writes what comes out of this.
  const count = Math.min(MOST_THREADS, Math.max(1, availableParallelism() - 1));
  const threads = Array.from({ length: count }, () => startThread(file));
  const underWay: Promise<readonly CompiledLine[]>[] = [];
  let turn = 0;
  try {
    for await (const block of toBlocks(lines)) {
      const work = threads[turn % count]?.compile(block);
      turn += 1;
      if (work === undefined) continue;
      // Whoever waits for it is told; until then nobody has failed to listen.
      work.catch(() => undefined);
      underWay.push(work);
      if (underWay.length >= BLOCKS_UNDER_WAY) yield* (await underWay.shift()) ?? [];
    }
    for (const work of underWay) yield* await work;
  } finally {
    await Promise.all(threads.map(({ end }) => end()));
  }
}

async function* toBlocks(lines: AsyncIterable<SourceLine>): AsyncGenerator<Block> {
  let held: SourceLine[] = [];
  let bytes = 0;
  const take = (): Block => {
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const line of held) {
      whole.set(line.bytes, at);
      at += line.bytes.length;
    }
    const block = {
      lines: held.map(({ line, size, end, bytes: { length } }) => ({ line, size, end, length })),
      bytes: whole,
    };
    held = [];
    bytes = 0;
    return block;
  };
  for await (const line of lines) {
    held.push(line);
    bytes += line.bytes.length;
    if (held.length >= BLOCK_LINES || bytes >= BLOCK_BYTES) yield take();
  }
  if (held.length > 0) yield take();
}

interface Thread {
  readonly compile: (block: Block) => Promise<readonly CompiledLine[]>;
  readonly end: () => Promise<unknown>;
}

function startThread(file: string): Thread {
  // What is compiled is soon gone: without the limit, more memory is taken before any is given back.
  const worker = new Worker(new URL('content/compile-thread.js', modules), {
    workerData: { file },
    name: 'compile',
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  // A thread answers in the order in which it was asked.
  const asked: { resolve: (lines: readonly CompiledLine[]) => void; reject: (error: unknown) => void }[] = [];
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of asked.splice(0)) reject(failure);
  };
  worker.on('message', (lines: readonly CompiledLine[]) => asked.shift()?.resolve(lines));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`A thread that compiles ended with ${code}.`)));
  return {
    compile: (block) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        asked.push({ resolve, reject });
        worker.postMessage(block, [block.bytes.buffer]);
      }),
    end: () => worker.terminate(),
  };
}
