// Load on a server, from a process of its own: wrk when it is installed, for it disturbs least, else autocannon.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.mjs';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-load-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
let files = 0;

/** Whether a program is installed. */
export function isInstalled(program, flag) {
  try {
    execFileSync(program, [flag], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // wrk says its version and ends with 1.
    return error.code !== 'ENOENT';
  }
}

const hasWrk = process.env.LOAD !== 'autocannon' && isInstalled('wrk', '-v');
export const generator = hasWrk ? 'wrk' : 'autocannon';

/** Keeps paths for a load: one per line, to be asked for at random or, when paced, in turn. */
export function keepPaths(paths) {
  files += 1;
  const file = join(folder, `${files}.txt`);
  writeFileSync(file, paths.map((path) => `${path}\n`).join(''));
  return file;
}

/**
 * Asks as fast as the answers come. Gives `requests`, `seconds`, `p50` and `p99` in milliseconds. An answer that is
 * neither success nor redirection is an error.
 */
export async function load({ url, headers, seconds, connections = 64, file }) {
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}`,
    '-s',
    at('wrk.lua'),
    ...flags,
    url,
    ...(file ? ['--', file] : []),
  ];
  const output = hasWrk
    ? await run('wrk', wrk)
    : await run(process.execPath, [at('autocannon.mjs'), JSON.stringify({ url, headers, seconds, connections, file })]);
  return requireRight(url, output);
}

/** Asks so many times a second. */
export async function loadPaced(options) {
  return requireRight(options.url, await run(process.execPath, [at('paced.mjs'), JSON.stringify(options)]));
}

function requireRight(url, output) {
  const measured = JSON.parse(output.trim().split('\n').at(-1));
  if (measured.errors > 0 || measured.requests === 0)
    throw new Error(
      `${measured.errors} of ${measured.requests} requests to ${url} failed: nothing is measured by that.`,
    );
  return measured;
}
