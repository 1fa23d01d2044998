import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The files of the page, by path: `{ type, body }` each. It will keep a copy of the content of the service at `serviceUrl`. */
export async function buildPage(serviceUrl) {
  const files = new Map();
  const add = (path, name, body) => files.set(path, { type: types[extname(name)], body });
  for (const name of readdirSync(at('static'))) {
    add(name === 'index.html' ? './' : name, name, readFileSync(at(`static/${name}`)));
  }
  add('app.js', 'app.js', await bundle('src/app.ts', 'esm', { SERVICE_URL: serviceUrl }));

  // A new version of any file is a new version of the service worker, which makes browsers fetch all of them.
  const digest = createHash('sha256');
  for (const [path, { body }] of files) digest.update(path).update(body);
  const constants = { FILES: [...files.keys()], VERSION: digest.digest('hex') };
  add('service-worker.js', 'service-worker.js', await bundle('worker/service-worker.ts', 'iife', constants));
  return files;
}

async function bundle(entry, format, constants) {
  const { outputFiles } = await build({
    entryPoints: [at(entry)],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: 'es2022',
    logLevel: 'error',
    define: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
  });
  return outputFiles[0].contents;
}
