import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../folder.js';

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
    const aside = `${path}.${randomUUID()}`;
    await rename(path, aside).catch(() => undefined);
    await rm(aside, { force: true });
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
      const held = await readFile(path, 'utf8').catch(() => undefined);
      if (held === owner) await rm(path, { force: true });
    },
  };
}

async function claim(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(owner);
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE_MS) return true;
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('host' in owner)) return false;
    return owner.host === hostname() && typeof owner.pid === 'number' && !isAlive(owner.pid);
  } catch {
    // Not written yet, or gone: whoever it is has only just begun, or ended.
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
