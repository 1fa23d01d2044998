import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

const manifest = createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json');
const folder = join(dirname(manifest), 'static');

/** Where Swagger UI is. */
export const explorerPath = '/docs/explorer';

/** The files that the page of Swagger UI loads, read when they are asked for: they are large. */
export const explorerFiles: readonly {
  readonly name: string;
  readonly mediaType: string;
  readonly read: () => Buffer;
}[] = readdirSync(folder).flatMap((name) => {
  const mediaType = types[extname(name)];
  return mediaType === undefined ? [] : [{ name, mediaType, read: () => readFileSync(join(folder, name)) }];
});
