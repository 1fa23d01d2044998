import { createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Argv } from 'yargs';
import { isNdjson } from '../content/ndjson-lines.js';
import type { Store } from '../store/store.js';
import { toRevisionNumber } from './arguments.js';
import type { Named } from './commands.js';
import { requireKept, requireRevision } from './diff.js';
import { CommandError, UsageError } from './failure.js';
import { print } from './output.js';
import { counted } from './text.js';
import { withStore } from './with-store.js';

const formats = ['folder', 'ndjson'] as const;
type Format = (typeof formats)[number];

export function addExport(program: Argv, ...named: Named): Argv {
  return program.command(
    ...named,
    (command) =>
      command
        .positional('path', {
          type: 'string',
          describe: 'A new folder, or a file that ends in .ndjson; NDJSON to standard output without it',
        })
        .options({
          revision: {
            type: 'string',
            requiresArg: true,
            coerce: toRevisionNumber,
            describe: 'As it was at this revision',
          },
          format: {
            choices: formats,
            requiresArg: true,
            describe: 'What to write; the path tells when it is left out',
          },
        }),
    ({ path, revision, format }) => {
      if (path === undefined && format === 'folder') throw new UsageError('An export to a folder needs its PATH.');
      return withStore('read', async (store) => {
        const at = revision ?? store.latest().revision;
        requireRevision(store, at);
        const { exportNdjson } = await import('../content/export.js');
        if (path === undefined) {
          await exportNdjson(store, at, process.stdout);
          await requireKept(store, at);
        } else await print(await exportTo(store, at, path, format ?? (isNdjson(path) ? 'ndjson' : 'folder')));
      });
    },
  );
}

/** Writes beside the path and moves it there at the end: what has the name is whole. */
async function exportTo(store: Store, at: number, path: string, format: Format): Promise<string> {
  if (format === 'folder') await requireFree(path);
  const { exportFolder } = await import('../content/export.js');
  const partial = `${resolve(path)}.partial-${process.pid}`;
  try {
    const written =
      format === 'folder'
        ? counted(await exportFolder(store, at, partial), 'file')
        : counted(await exportFile(store, at, partial), 'record');
    await requireKept(store, at);
    await rename(partial, path);
    return `Exported revision ${at} to ${path}: ${written}.\n`;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Refuses a folder that has anything in it. */
export async function requireFree(path: string): Promise<void> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0) throw new CommandError('usage', `${path} is not empty: name a new folder.`);
}

async function exportFile(store: Store, at: number, path: string): Promise<number> {
  const { exportNdjson } = await import('../content/export.js');
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  const records = await exportNdjson(store, at, file);
  file.end();
  await finished(file);
  return records;
}
