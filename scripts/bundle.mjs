// Bundles the command line and the threads out of src/ into dist/, over what the compiler has put there: a start reads a few
// files instead of a thousand. What is imported when it is needed stays a file of its own, in dist/chunks/.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Packages that read files of their own, or are loaded seldom: they stay in node_modules/. */
const external = [
  'better-sqlite3',
  'cli-progress',
  'pg',
  '@fastify/otel',
  '@fastify/swagger',
  '@fastify/swagger-ui',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  // Of CommonJS that is bundled, `await import()` finds no names.
  'ajv/dist/2020.js',
  'yaml',
];

rmSync(`${root}dist/chunks`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/snapshot/worker.ts', 'src/content/compile-thread.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  // CommonJS that is bundled asks for Node's own modules by this name.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});
