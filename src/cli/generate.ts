import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Argv } from 'yargs';
import { isNdjson } from '../content/ndjson-lines.js';
import type { ContentSetOptions } from '../generate/content-set.js';
import type { SourceRecord } from '../schemas/source.js';
import { toCount } from './arguments.js';
import type { Named } from './commands.js';
import { requireFree } from './export.js';
import { UsageError } from './failure.js';
import { print } from './output.js';
import { type Progress, startProgress } from './progress.js';
import { counted } from './text.js';

/** A folder is for people to look at. */
const MOST_FILES = 10_000;
/** Larger pieces than lines: a write costs more than a record. */
const PIECE = 1 << 18;
const OFTEN = 1000;

export function addGenerate(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command.options({
        questions: {
          type: 'string',
          demandOption: true,
          requiresArg: true,
          coerce: toCount,
          describe: 'How many questions',
        },
        output: {
          type: 'string',
          demandOption: true,
          requiresArg: true,
          describe: 'A file that ends in .ndjson, or a new folder',
        },
        seed: { type: 'string', requiresArg: true, default: '1', describe: 'The same seed gives the same set' },
        slugs: {
          type: 'string',
          requiresArg: true,
          describe: 'Also write the slugs of the questions to this file, a line each, the most popular first',
        },
      }),
    async ({ questions, seed, output, slugs }) => {
      if (!isNdjson(output)) await requireSmall(output, questions);
      const progress = startProgress(false);
      const records = await generate({ questions, seed, output, slugs }, progress).finally(progress.stop);
      await print(`Generated ${output}: ${counted(questions, 'question')}, ${counted(records, 'record')} in all.\n`);
    },
  );
}

async function requireSmall(folder: string, questions: number): Promise<void> {
  const most = MOST_FILES.toLocaleString('en');
  if (questions > MOST_FILES)
    throw new UsageError(`More than ${most} questions are one file: name an --output that ends in .ndjson.`);
  await requireFree(folder);
}

interface Wanted extends ContentSetOptions {
  readonly output: string;
  readonly slugs: string | undefined;
}

/** Writes beside the paths and moves there what is whole. Gives the number of records. */
async function generate({ output, slugs, ...wanted }: Wanted, progress: Progress): Promise<number> {
  const aside = (path: string) => `${resolve(path)}.partial-${process.pid}`;
  const moves = [output, ...(slugs === undefined ? [] : [slugs])].map((path) => ({ path, partial: aside(path) }));
  const list = slugs === undefined ? undefined : openSync(aside(slugs), 'w');
  const { generateContentSet } = await import('../generate/content-set.js');
  let done = 0;
  let records = 0;
  function* watch(): Generator<SourceRecord> {
    for (const record of generateContentSet(wanted)) {
      records += 1;
      yield record;
      if (record.type !== 'question') continue;
      done += 1;
      if (list !== undefined) writeSync(list, `${record.slug}\n`);
      if (done % OFTEN === 0) progress.update({ stage: 'generating', done, total: wanted.questions });
    }
  }
  try {
    if (isNdjson(output)) await pipeline(Readable.from(toPieces(watch())), createWriteStream(aside(output)));
    else await writeFolder(aside(output), watch());
    for (const { path, partial } of moves) await rename(partial, path);
    return records;
  } catch (error) {
    await Promise.all(moves.map(({ partial }) => rm(partial, { recursive: true, force: true })));
    throw error;
  } finally {
    if (list !== undefined) closeSync(list);
  }
}

async function* toPieces(records: Iterable<SourceRecord>): AsyncGenerator<Buffer> {
  const { toNdjsonLine } = await import('../content/write-source.js');
  let piece = '';
  for (const record of records) {
    piece += toNdjsonLine(record);
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

async function writeFolder(folder: string, records: Iterable<SourceRecord>): Promise<void> {
  const { toSourceFile } = await import('../content/write-source.js');
  for (const record of records) {
    const { path, text } = toSourceFile(record);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
