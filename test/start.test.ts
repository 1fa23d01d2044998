import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import t from 'tap';

const src = new URL('../src/', import.meta.url);
const importing = /(?:^|\n)(?:import|export)\s+(?!type\s)(?:[\w$*{},\s]+?\sfrom\s+)?'([^'\n]+)'/g;

/** What is loaded with modules of `src/`: the others that they import, and those that these import, and the packages. */
function listLoaded(roots: readonly string[]) {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const left = [...roots];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (modules.has(name)) continue;
    modules.add(name);
    const text = readFileSync(new URL(`${name}.ts`, src), 'utf8');
    for (const [, from = ''] of text.matchAll(importing)) {
      if (from.startsWith('.')) left.push(posix.join(posix.dirname(name), from).replace(/\.js$/, ''));
      else if (!from.startsWith('node:')) packages.add(from);
    }
  }
  return { modules: [...modules].sort(), packages: [...packages].sort() };
}

const serving = ['main', 'cli/serve', 'cli/server', 'store/sqlite/open', 'store/sqlite/open-keys'];
const measuring = ['metrics/metrics', 'metrics/listener'];

t.test('a server loads what it answers with, and nothing that only some answers need', async (t) => {
  for (const name of [...serving, ...measuring]) t.ok(existsSync(new URL(`${name}.ts`, src)), name);
  const { modules, packages } = listLoaded([...serving, ...measuring]);
  t.same(packages, [
    '@fastify/proxy-addr',
    '@fastify/under-pressure',
    '@sinclair/typebox',
    'ajv',
    'ajv-formats',
    'better-sqlite3',
    'fastify',
    'pino',
    'prom-client',
    'stemmer',
    'structured-headers',
    'yargs',
  ]);
  for (const part of ['content/compile', 'content/publish', 'docs/pages', 'openapi/build', 'snapshot/build'])
    t.notOk(modules.includes(part), part);
  t.same(
    modules.filter((name) => /^(?:copy|generate|store\/postgres|workers)\//.test(name)),
    ['copy/errors', 'workers/errors'],
  );
});

t.test('the command line loads no command but the one that is named', async (t) => {
  const { modules, packages } = listLoaded(['main']);
  t.same(
    modules.filter((name) => name.startsWith('cli/')),
    [
      'cli/arguments',
      'cli/commands',
      'cli/exit-codes',
      'cli/failure',
      'cli/faults',
      'cli/run',
      'cli/text',
      'cli/usage-words',
    ],
  );
  t.same(packages, ['@sinclair/typebox', 'yargs']);
});

t.test(
  'what runs is bundled: of packages it loads those alone that read files of their own or are seldom needed',
  async (t) => {
    const dist = new URL('../dist/', import.meta.url);
    const files = ['main.js', 'snapshot/worker.js', 'content/compile-thread.js'];
    const chunks = readdirSync(new URL('chunks/', dist)).filter((name) => name.endsWith('.js'));
    const outside = new Set<string>();
    for (const file of [...files, ...chunks.map((name) => `chunks/${name}`)]) {
      const text = readFileSync(new URL(file, dist), 'utf8');
      for (const [, from = '', asked = from] of text.matchAll(
        /^(?:import .*|\} from )"([^"]+)";$|\bimport\("([^"]+)"\)/gm,
      )) {
        if (/^\.\.?\//.test(asked)) t.ok(existsSync(new URL(asked, new URL(file, dist))), `${file} finds ${asked}`);
        else if (!asked.startsWith('node:')) outside.add(asked);
      }
    }
    t.same([...outside].filter((name) => !builtinModules.includes(name)).sort(), [
      '@fastify/otel',
      '@fastify/swagger',
      '@fastify/swagger-ui',
      '@opentelemetry/core',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace-base',
      'better-sqlite3',
      'pg',
    ]);
  },
);
