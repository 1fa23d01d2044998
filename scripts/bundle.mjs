// Bundles the command line and the threads out of src/ into dist/, over what the compiler has put there: a start reads a few
// files instead of a thousand. What is imported when it is needed stays a file of its own, in dist/chunks/.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Packages that read files of their own, are loaded seldom, or are CommonJS that is imported when it is needed: they stay in node_modules/. */
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
];

rmSync(`${root}dist/chunks`, { recursive: true, force: true });
const {
  metafile: { inputs, outputs },
} = await build({
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
  metafile: true,
  // CommonJS that is bundled asks for Node's own modules by this name.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});

// Of CommonJS that is bundled, `await import()` finds no names.
for (const [from, { imports }] of Object.entries(inputs)) {
  const lost = imports.find(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs');
  if (lost) throw new Error(`${from} imports ${lost.path}, which is CommonJS: name it among the external packages.`);
}

// What the compiler made of sources that are gone.
for (const entry of readdirSync(join(root, 'dist'), { recursive: true })) {
  const source = join(root, 'src', entry.replace(/(?:\.d\.ts|\.js)(?:\.map)?$/, '.ts'));
  if (/\.(?:ts|js|map)$/.test(entry) && !entry.startsWith('chunks') && !existsSync(source))
    rmSync(join(root, 'dist', entry));
}

// The licences of what is bundled go where it goes.
const bundled = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
const packages = new Set(bundled.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
writeFileSync(join(root, 'dist/LICENSES.txt'), [...packages].sort().map(describeLicence).join('\n'));

function describeLicence(path) {
  const folder = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const find = (pattern) => {
    const file = readdirSync(folder).find((entry) => pattern.test(entry));
    return file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  };
  // Some tell it in what is to be read first alone.
  const text = find(/^(?:licen[cs]e|copying)(?:[.-]|$)/i) || /^#+ licen[cs]e\n[^#]+/im.exec(find(/^readme/i))?.[0];
  if (!text) throw new Error(`${path} does not tell its licence.`);
  return `${'='.repeat(80)}\n${name} ${version}: ${license}\n\n${text.trim()}\n`;
}
