import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';

let opened = 0;

/** An empty store on disk, closed and removed with the test. */
export async function emptyStore(t: Test): Promise<Store> {
  opened += 1;
  const folder = `${t.testdirName}-store-${opened}`;
  rmSync(folder, { recursive: true, force: true });
  const store = await openStore(`sqlite:${folder}/content.db`, { migrate: true });
  t.teardown(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

/** Writes files into a new folder. */
export function folderOf(root: string, files: Record<string, string | Uint8Array>): string {
  mkdirSync(root, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

/** Every file of a folder by its name within it. */
export function filesOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  );
}
