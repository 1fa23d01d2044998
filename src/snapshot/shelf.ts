import { type FileHandle, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clearFolder, makeFolder } from '../folder.js';
import type { SnapshotRecord } from '../schemas/snapshot.js';
import { syncFolder } from './written-file.js';

/** How many snapshots are kept, so that downloads that were begun can end. */
const KEPT = 3;
const RECORD = 'snapshot.json';
const PARTIAL = '.partial-';

/** The folder of snapshots, one folder each, named by the revision. What has that name is whole. */
export interface Shelf {
  readonly folder: string;
  /** Newest first. What is damaged is not among them. */
  list(): Promise<readonly SnapshotRecord[]>;
  find(revision: number): Promise<SnapshotRecord | undefined>;
  /** Opens a file for reading; undefined when it is gone. */
  openFile(revision: number, name: string): Promise<FileHandle | undefined>;
  /** A new folder to build in, which nobody else looks at. */
  begin(): Promise<string>;
  /** Puts what was built there into its place, at once, and drops the oldest that are too many. */
  put(built: string, record: SnapshotRecord): Promise<void>;
  /** Removes what others began and never ended. Only for who holds the lock. */
  clear(): Promise<void>;
  /** Removes every snapshot of a revision before this one; gives the revisions. */
  removeBefore(revision: number): Promise<readonly number[]>;
}

export function openShelf(folder: string): Shelf {
  const place = (revision: number) => join(folder, String(revision));

  async function listRevisions(): Promise<readonly number[]> {
    const names = await readdir(folder).catch(orMissing<readonly string[]>([]));
    return names
      .filter((name) => /^[1-9]\d{0,15}$/.test(name))
      .map(Number)
      .sort((a, b) => b - a);
  }

  async function find(revision: number): Promise<SnapshotRecord | undefined> {
    const text = await readFile(join(place(revision), RECORD), 'utf8').catch(orMissing(undefined));
    return text === undefined ? undefined : readRecord(text, revision);
  }

  /** A removal that is cut short leaves nothing that looks whole. */
  async function remove(revision: number): Promise<void> {
    const doomed = await mkdtemp(join(folder, PARTIAL));
    await rename(place(revision), join(doomed, 'old')).catch(orMissing(undefined));
    await rm(doomed, { recursive: true, force: true });
  }

  return {
    folder,
    async list() {
      const records: SnapshotRecord[] = [];
      for (const revision of await listRevisions()) {
        const record = await find(revision);
        if (record !== undefined) records.push(record);
      }
      return records;
    },
    find,
    openFile: (revision, name) => open(join(place(revision), name), 'r').catch(orMissing(undefined)),
    async begin() {
      makeFolder(folder);
      return mkdtemp(join(folder, PARTIAL));
    },
    async put(built, record) {
      const file = await open(join(built, RECORD), 'wx');
      await file.writeFile(JSON.stringify(record));
      await file.sync();
      await file.close();
      await syncFolder(built);
      await remove(record.revision);
      await rename(built, place(record.revision));
      await syncFolder(folder);
      for (const revision of (await listRevisions()).filter((one) => one < record.revision).slice(KEPT - 1))
        await remove(revision);
    },
    clear: () => clearFolder(folder, PARTIAL),
    async removeBefore(revision) {
      const old = (await listRevisions()).filter((one) => one < revision);
      for (const one of old) await remove(one);
      return old;
    },
  };
}

async function readRecord(text: string, revision: number): Promise<SnapshotRecord | undefined> {
  try {
    const value: unknown = JSON.parse(text);
    // Loaded when there is something to read: whoever starts need not wait for it.
    const { isSnapshotRecord } = await import('./record.js');
    return isSnapshotRecord(value) && value.revision === revision ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of what is not there: this instead. */
function orMissing<T>(instead: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
