import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

export interface Measured {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

const BLOCK = 1 << 20;

/** Waits until the file is on the disk, and measures what is there. */
export async function measureFile(path: string): Promise<Measured> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    const hash = createHash('sha256');
    const block = Buffer.allocUnsafe(BLOCK);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(block, 0, BLOCK, bytes);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Waits until the names in a folder are on the disk; where folders cannot be opened there is nothing to wait for. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EINVAL' && error.code !== 'EPERM') throw error;
    });
  } finally {
    await folder.close();
  }
}
