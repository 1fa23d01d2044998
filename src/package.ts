import { existsSync, readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);

/** The folder of the package, wherever this code stands: in `src/`, in `dist/`, or in a part of what is bundled there. */
export const root = findRoot();

/** The folder that has the modules: `src/` or `dist/`. */
export const modules = new URL(here.href.slice(root.href.length).replace(/(?<=\/).*/, ''), root);

export const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);

function findRoot(): URL {
  let folder = here;
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return folder;
}
