import { existsSync, mkdirSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Makes a folder, and those that it is in; one that is there stays as it is. Throws what the system says. Not `recursive` of
 * Node.js: that never ends where nothing can be made and the system says that something is missing, as under `/proc`.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) makeUnlessThere(folder);
  // A file of this name: let the system say so.
  if (missing.length === 0 && !statSync(path).isDirectory()) mkdirSync(path);
}

/** Another process may have made it meanwhile. */
function makeUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Removes whatever in a folder has a name that begins so. */
export async function clearFolder(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
