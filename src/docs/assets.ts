import { readFileSync } from 'node:fs';
import { root } from '../package.js';

const types = {
  'docs.css': 'text/css; charset=utf-8',
  'docs.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/** The files that the pages load. */
export const assets: readonly { readonly name: string; readonly mediaType: string; readonly read: () => string }[] =
  Object.entries(types).map(([name, mediaType]) => ({
    name,
    mediaType,
    read: () => readFileSync(new URL(`docs/assets/${name}`, root), 'utf8'),
  }));
