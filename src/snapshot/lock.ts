import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { clearFolder, makeFolder } from '../folder.js';

const BEAT_MS = 5_000;
const STALE_MS = 120_000;

/**
 * Takes the lock at a path; undefined while another builder holds it. Two builders could not harm each other, they would only do the
 * work twice: so a lock that is not kept alive is taken over, at once when its process on this machine has ended.
 */
export async function takeLock(path: string): Promise<{ release(): Promise<void> } | undefined> {
  makeFolder(dirname(path));
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  if (!(await claim(path, owner))) {
    if (!(await isStale(path))) return undefined;
    await putAside(path);
    if (!(await claim(path, owner))) return undefined;
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      const held = await readFile(ownerOf(path), 'utf8').catch(() => undefined);
      if (held === owner) await putAside(path);
    },
  };
}

/**
 * The lock, a folder, appears with its owner in it: who is killed on the way leaves nothing that others would wait for. A rename
 * replaces no folder that holds anything, on network file systems too, which often have no links.
 */
async function claim(path: string, owner: string): Promise<boolean> {
  const draft = besides(path);
  try {
    await mkdir(draft);
    await writeFile(ownerOf(draft), owner);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // It is there, for which Windows has a code of its own; or somebody else has it meanwhile and has cleared the draft.
    if ((error instanceof Error && 'code' in error && TAKEN.has(error.code)) || existsSync(path)) return false;
    throw error;
  }
  // What others left on the way to it. It does no harm where it cannot be removed: a lock that is taken must be given back.
  await clearFolder(dirname(path), `${basename(path)}.`).catch(() => undefined);
  return true;
}

const TAKEN = new Set<unknown>(['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'ENOENT']);
const ownerOf = (lock: string) => join(lock, 'owner');
const besides = (path: string) => `${path}.${randomUUID()}`;

/** Removes a lock at once, since nobody is to see half of it. */
async function putAside(path: string): Promise<void> {
  const aside = besides(path);
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE_MS) return true;
    const owner: unknown = JSON.parse(await readFile(ownerOf(path), 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('host' in owner)) return false;
    return owner.host === hostname() && typeof owner.pid === 'number' && !isAlive(owner.pid);
  } catch {
    // Gone: whoever it was has ended.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
