import { mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.js';
import { makeFolder } from '../folder.js';

/** Refuses a folder in which no snapshot could ever be built, before anything is served. Throws `ConfigError`. */
export function requireSnapshotFolder({ snapshotFolder }: Pick<Config, 'snapshotFolder'>): void {
  try {
    makeFolder(snapshotFolder);
    rmdirSync(mkdtempSync(join(snapshotFolder, '.partial-')));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([
      `SNAPSHOT_DIR must be a folder that can be made and written to, which ${snapshotFolder} is not (${reason}).`,
    ]);
  }
}
