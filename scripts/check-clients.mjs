// Generates a client from openapi/openapi.json with each of three generators, compiles it with the examples under strict
// TypeScript, and uses it against the built service with the seed. A line a check; nothing beyond the loopback is reached.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const document = join(root, 'openapi/openapi.json');
const folder = mkdtempSync(join(tmpdir(), 'second-opinion-'));
const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } };

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: ['node'],
  module: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  outDir: 'out',
  rootDir: '.',
};
const heyApi = { input: document, output: { path: 'generated/hey-api', module: { extension: '.js' } } };

let failed = false;
try {
  cpSync(join(root, 'examples/clients'), folder, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'generated'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
  writeFileSync(join(folder, 'hey-api.config.mjs'), `export default ${JSON.stringify(heyApi)};`);

  run('openapi-typescript generates', 'openapi-typescript', [document, '-o', 'generated/openapi-typescript.ts']);
  run('@hey-api/openapi-ts generates', '@hey-api/openapi-ts', ['-f', 'hey-api.config.mjs', '--no-log-file']);
  run('oazapfts generates', 'oazapfts', [
    document,
    'generated/oazapfts.ts',
    '--argumentStyle=object',
    '--futureStripLegacyMethods',
  ]);
  run('all compile under strict TypeScript', 'typescript', ['-p', 'tsconfig.json'], 'tsc');
  if (!failed) await use();
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;

function run(what, name, given, command) {
  const { bin } = require(join(root, 'node_modules', name, 'package.json'));
  const program = typeof bin === 'string' ? bin : (bin[command] ?? Object.values(bin)[0]);
  const ran = spawnSync(process.execPath, [join(root, 'node_modules', name, program), ...given], options);
  console.log(`${ran.status === 0 ? 'ok' : 'not ok'} - ${what}`);
  if (ran.status === 0) return;
  failed = true;
  console.error(`${ran.stdout}${ran.stderr}`);
}

/** Runs the examples against the service, on a free port and a new database. */
async function use() {
  const settings = {
    PORT: '0',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'info',
    DATABASE_URL: `sqlite:${join(folder, 'content.db')}`,
  };
  const service = spawn(process.execPath, [join(root, 'dist/main.js'), 'serve', '--seed', join(root, 'seed')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const ended = new Promise((resolve) => service.once('close', resolve));
  try {
    const ran = spawnSync(process.execPath, ['out/check.js', await readAddress(service.stdout)], options);
    process.stdout.write(ran.stdout);
    process.stderr.write(ran.stderr);
    failed = ran.status !== 0;
  } finally {
    service.kill('SIGTERM');
    await ended;
  }
}

async function readAddress(log) {
  for await (const line of createInterface({ input: log })) {
    const { msg, address } = JSON.parse(line);
    if (msg === 'serving') return address;
  }
  throw new Error('The service did not start.');
}
