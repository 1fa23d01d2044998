// Runs the tests (all, or those that are named), then holds the run as a whole against the OpenAPI document, and ends
// with one line: `N passed, N failed`. Prints a line per file, what was skipped, and everything that a failing file said.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reportRun } from './test-report.mjs';

const LIMIT_MINUTES = 40;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const named = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

const runNode = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;

if (runNode(bin('typescript', 'tsc'), '-p', 'tsconfig.build.json') && runNode('scripts/bundle.mjs')) {
  const recorded = join(root, '.tap', 'responses');
  rmSync(recorded, { recursive: true, force: true });
  mkdirSync(recorded, { recursive: true });
  await runTap(recorded);
  if (named.length === 0) checkRun(recorded);
} else {
  console.log('not ok - the build failed, no test was run');
  failed = 1;
}
if (skipped > 0) console.log(`${skipped} SKIPPED: what was not tested, and why, is named above`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function bin(name, command) {
  const manifest = require.resolve(`${name}/package.json`);
  return join(dirname(manifest), require(manifest).bin[command]);
}

async function runTap(recorded) {
  // A group of its own, so that the limit ends what a hanging test started, too.
  const tap = spawn(process.execPath, [bin('tap', 'tap'), 'run', '--reporter=tap', '--no-color', ...named], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, RECORDED_RESPONSES: recorded },
  });
  const endGroup = (signal) => {
    try {
      process.kill(-tap.pid, signal);
    } catch {
      tap.kill(signal);
    }
  };
  const limit = setTimeout(() => {
    console.log(`not ok - the tests did not end in ${LIMIT_MINUTES} minutes`);
    endGroup('SIGKILL');
  }, LIMIT_MINUTES * 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endGroup(signal));
  const ended = new Promise((resolve) => {
    tap.on('error', () => resolve(1));
    tap.on('close', (code) => resolve(code ?? 1));
  });

  ({ passed, failed, skipped } = await reportRun(createInterface({ input: tap.stdout }), console.log));
  const code = await ended;
  clearTimeout(limit);
  endGroup('SIGKILL');
  if (code !== 0 && failed === 0) failed = 1;
  if (code === 0 && passed === 0) {
    console.log('not ok - no assertion was made');
    failed += 1;
  }
}

function checkRun(recorded) {
  const script = join(root, 'test', 'support', 'check-coverage.mjs');
  const check = spawnSync(process.execPath, [script, join(root, 'openapi', 'openapi.json'), recorded], {
    encoding: 'utf8',
  });
  process.stdout.write(check.stdout);
  process.stderr.write(check.stderr);
  const faults = check.stdout.split('\n').filter((line) => line.startsWith('not ok')).length;
  failed += check.status === 0 ? 0 : Math.max(1, faults);
  passed += check.stdout.split('\n').filter((line) => line.startsWith('ok')).length;
}
