import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from './faults.js';
import { fileFault } from './source-text.js';

export interface FoundFile {
  readonly path: string;
  /** The path within the folder, with slashes. */
  readonly name: string;
}

/** Bytes that are not UTF-8 are replaced, and then there is no such file. */
const isBroken = (name: string) => name.includes('\ufffd');

/** All files of a folder and the folders in it, by name. Names that begin with a dot are passed over; a link back to a folder around it is a fault. */
export async function listFiles(
  root: string,
  realRoot: string,
): Promise<{ files: readonly FoundFile[]; faults: readonly Fault[] }> {
  const files: FoundFile[] = [];
  const faults: Fault[] = [];
  await walk(root, '', [realRoot]);
  return { files, faults };

  async function walk(folder: string, prefix: string, around: readonly string[]): Promise<void> {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
    for (const entry of names) {
      const path = join(folder, entry);
      const name = `${prefix}${entry}`;
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) {
        const reason = isBroken(entry)
          ? 'The name of this file is not UTF-8: give it another one.'
          : 'This cannot be read: a link that leads nowhere, or in a circle.';
        faults.push(fileFault(name, null, 'unreadable', reason));
      } else if (found.isFile()) {
        files.push({ path, name });
      } else if (found.isDirectory()) {
        const real = await realpath(path);
        if (around.includes(real))
          faults.push(fileFault(name, null, 'cycle', 'This link leads back to a folder that it is in.'));
        else await walk(path, `${name}/`, [...around, real]);
      } else {
        faults.push(fileFault(name, null, 'unknown-file', 'This is neither a file nor a folder.'));
      }
    }
  }
}
