import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Fault, FaultsError } from './faults.js';
import { listFiles } from './list-files.js';
import { isNdjson } from './ndjson-lines.js';
import { readJson } from './read-json.js';
import { hasFrontMatter, readMarkdown } from './read-markdown.js';
import { readNdjson } from './read-ndjson.js';
import { locateIn, readYaml } from './read-yaml.js';
import { decode, fileFault, MAX_BYTES, megabytes, type SourceEntry } from './source-text.js';

export type ReadResult = SourceEntry | { readonly faults: readonly Fault[] };

/** Every record of a source, a folder or one file, in a fixed order; what cannot be read is given as its faults. */
export async function* readSource(path: string): AsyncGenerator<ReadResult> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    yield { faults: [fileFault(path, null, 'not-found', 'There is no such file or folder.')] };
  } else if (found.isDirectory()) {
    const { files, faults } = await listFiles(path, await realpath(path));
    if (faults.length > 0) yield { faults };
    for (const file of files) yield* readOne(file.path, file.name);
  } else {
    yield* readOne(path, basename(path));
  }
}

async function* readOne(path: string, name: string): AsyncGenerator<ReadResult> {
  try {
    if (isNdjson(name)) {
      yield* readNdjson(path, name);
      return;
    }
    const entry = await readRecord(path, name);
    if (entry !== undefined) yield entry;
  } catch (error) {
    if (error instanceof FaultsError) yield { faults: error.faults };
    else yield { faults: [fileFault(name, null, 'unreadable', `This cannot be read: ${reasonOf(error)}.`)] };
  }
}

async function readRecord(path: string, name: string): Promise<SourceEntry | undefined> {
  const kind = extname(name).toLowerCase();
  if (!['.md', '.json', '.yaml', '.yml'].includes(kind)) {
    throw new FaultsError([
      fileFault(
        name,
        null,
        'unknown-file',
        'This is not a source file: they end in .md, .json, .yaml or .ndjson. Move it away, or begin its name with a dot.',
      ),
    ]);
  }
  const { size } = await stat(path);
  if (size > MAX_BYTES) {
    throw new FaultsError([
      fileFault(
        name,
        null,
        'too-large',
        `This file has ${megabytes(size)}; at most ${megabytes(MAX_BYTES)} are allowed. Use one file for each record, or NDJSON.`,
      ),
    ]);
  }
  const text = decode(await readFile(path), name, null);
  if (kind === '.md')
    return basename(name) === 'README.md' && !hasFrontMatter(text) ? undefined : readMarkdown(text, name);
  const value = kind === '.json' ? readJson(text, name, null) : readYaml(text, name, 1);
  return { file: name, value, locate: locateIn(text, 1) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}
