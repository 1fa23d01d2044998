import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folder.js';
import { type SnapshotFormat, type SnapshotRecord, snapshotFormats } from '../schemas/snapshot.js';
import type { Revision, Store } from '../store/store.js';
import { isServable } from './current.js';
import { DatabaseFile } from './database-file.js';
import { SnapshotError } from './errors.js';
import { GzipFile } from './gzip-file.js';
import { listLiveSet } from './live-set.js';
import { takeLock } from './lock.js';
import { toHeaderLine, toResourceLine } from './ndjson.js';
import type { Shelf } from './shelf.js';
import { measureFile } from './written-file.js';

export type SnapshotStore = Pick<Store, 'refresh' | 'horizon' | 'findRevision' | 'listLive'>;

export interface Progress {
  readonly stage: 'resources' | 'articles' | 'files';
  readonly done: number;
  readonly total: number | undefined;
}

export interface Built {
  readonly record: SnapshotRecord;
  /** Whether it was there already. */
  readonly unchanged: boolean;
}

const extensions: Record<SnapshotFormat, string> = { ndjson: 'ndjson.gz', sqlite: 'sqlite' };
const OFTEN = 500;

/**
 * Builds the snapshot of the latest revision and puts it on the shelf, unless it is there. Errors: `SnapshotError`: `nothing`
 * before the first publish, `busy` while another process builds, `changed` when the revision was pruned or recalled meanwhile.
 */
export async function buildSnapshot(
  store: SnapshotStore,
  shelf: Shelf,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Built> {
  const revision = await store.refresh();
  if (revision.revision === 0) {
    throw new SnapshotError('nothing', 'Nothing has been published yet: there is nothing to take a snapshot of.');
  }
  await shelf.removeBefore(store.horizon().erased);
  const known = await shelf.find(revision.revision);
  if (known !== undefined && (await isServable(known, store))) return { record: known, unchanged: true };

  makeFolder(shelf.folder);
  const lock = await takeLock(join(shelf.folder, 'build.lock'));
  if (lock === undefined) throw new SnapshotError('busy', 'Another process is building a snapshot.');
  try {
    await shelf.clear();
    const folder = await shelf.begin();
    try {
      const record = await write(store, folder, revision, onProgress);
      await store.refresh();
      await shelf.put(folder, record);
      // What was recalled after that is refused by whoever serves the files, and removed by whoever builds the next ones.
      if (!(await isServable(record, store))) await refuse(shelf, revision);
      return { record, unchanged: false };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await lock.release();
  }
}

async function refuse(shelf: Shelf, { revision }: Revision): Promise<never> {
  await shelf.removeBefore(revision + 1);
  throw new SnapshotError('changed', `Something of revision ${revision} was recalled meanwhile: begin again.`);
}

/** Writes the files into a folder. */
async function write(
  store: SnapshotStore,
  folder: string,
  revision: Revision,
  onProgress: (progress: Progress) => void,
): Promise<SnapshotRecord> {
  const paths = { ndjson: join(folder, 'ndjson'), sqlite: join(folder, 'sqlite') };
  await writeContent(store, paths, revision, onProgress);
  onProgress({ stage: 'files', done: 0, total: undefined });
  const files: SnapshotRecord['files'] = [];
  for (const format of snapshotFormats) {
    const measured = await measureFile(paths[format]);
    const name = `content-${measured.sha256.slice(0, 16)}.${extensions[format]}`;
    await rename(paths[format], join(folder, name));
    files.push({ name, format, ...measured });
  }
  const { revision: number, publishedAt, count, setDigest } = revision;
  return { revision: number, publishedAt, count, setDigest, files };
}

async function writeContent(
  store: SnapshotStore,
  paths: Record<SnapshotFormat, string>,
  revision: Revision,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const database = new DatabaseFile(paths.sqlite, revision);
  let lines: GzipFile | undefined;
  try {
    lines = await GzipFile.create(paths.ndjson);
    await lines.write(toHeaderLine(revision));
    let done = 0;
    for await (const version of listLiveSet(store, revision)) {
      await lines.write(toResourceLine(version));
      database.add(version);
      done += 1;
      if (done % OFTEN === 0) onProgress({ stage: 'resources', done, total: revision.count });
    }
    await database.addArticles(async (articles) => {
      onProgress({ stage: 'articles', done: articles, total: undefined });
      // Lets the lock be kept alive.
      await new Promise(setImmediate);
    });
    await lines.end();
    await database.end();
  } catch (error) {
    await Promise.all([lines?.close(), database.close()]);
    throw error;
  }
}
