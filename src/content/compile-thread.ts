import { parentPort, workerData } from 'node:worker_threads';
import { compileRecord } from './compile-record.js';
import type { Block, CompiledLine } from './compile-threads.js';
import { readRecordLine } from './read-ndjson.js';

/** A thread of its own: lines in, what they become out, block by block in order. */
const { file }: { file: string } = workerData;

function compileBlock({ lines, bytes }: Block): readonly CompiledLine[] {
  let from = 0;
  return lines.flatMap(({ line, size, length, end }): CompiledLine[] => {
    const own = Buffer.from(bytes.buffer, bytes.byteOffset + from, length);
    from += length;
    const entry = readRecordLine({ bytes: own, size, line }, file);
    if (entry === undefined) return [];
    return [
      { line, end, size, ...('faults' in entry ? { faults: entry.faults } : { compiled: compileRecord(entry.value) }) },
    ];
  });
}

parentPort?.on('message', (block: Block) => parentPort?.postMessage(compileBlock(block)));
