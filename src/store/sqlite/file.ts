import { statSync } from 'node:fs';

/**
 * Gives whether the file at a path is another one than now, or none. Whoever has the former open then reads and writes a file
 * without a name, and notices nothing.
 */
export function watchFile(path: string): () => boolean {
  const opened = identify(path);
  return () => identify(path) !== opened;
}

function identify(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
