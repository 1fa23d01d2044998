// Gives Node.js the TypeScript of sources and tests: each file is compiled once by the compiler of the build, not once in
// each test's process, and kept under its content. Types are checked by `npm run typecheck`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

const root = new URL('../../', import.meta.url);
const kept = fileURLToPath(new URL('.tap/compiled/', root));
const require = createRequire(import.meta.url);
const isOurs = (url) => url.startsWith(root.href) && url.endsWith('.ts') && !url.includes('/node_modules/');

const compilerOptions = {
  target: 'ES2022',
  module: 'ESNext',
  verbatimModuleSyntax: true,
  isolatedModules: true,
  inlineSourceMap: true,
  inlineSources: false,
};
const version = JSON.stringify([require('typescript/package.json').version, compilerOptions]);

/** What is imported as `.js`, or started as a thread, may be a `.ts` here. */
export async function resolve(specifier, context, next) {
  if (/^(?:\.{1,2}\/|file:).*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL ?? root);
    if (isOurs(source.href) && existsSync(source)) return next(source.href, context);
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!isOurs(url)) return next(url, context);
  return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
}

function compile(file) {
  const source = readFileSync(file, 'utf8');
  const digest = createHash('sha256')
    .update(version)
    .update('\0')
    .update(file)
    .update('\0')
    .update(source)
    .digest('hex');
  const target = join(kept, `${digest}.js`);
  if (existsSync(target)) return readFileSync(target, 'utf8');
  const { outputText } = require('typescript').transpileModule(source, { fileName: file, compilerOptions });
  mkdirSync(kept, { recursive: true });
  const written = `${target}.${process.pid}.${threadId}`;
  writeFileSync(written, outputText);
  renameSync(written, target);
  return outputText;
}
