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

/** So often is a round repeated in which something failed: on a machine that stands still, servers turn requests away. */
const REPEATS = 4;

/**
 * Asks as fast as the answers come. Gives `requests`, `seconds`, `p50` and `p99` in milliseconds. An answer that is
 * neither success nor redirection is an error; what is measured with errors is thrown away, unless the server `mayFail`.
 */
export async function load({ mayFail = false, ...options }) {
  const { url, headers, seconds, connections = 64, file } = options;
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const timing = ['-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '60s'];
  const wrk = [...timing, '-s', at('wrk.lua'), ...flags, url, ...(file ? ['--', file] : [])];
  const autocannon = [at('autocannon.mjs'), JSON.stringify({ url, headers, seconds, connections, file })];
  const measure = () => (hasWrk ? run('wrk', wrk) : run(process.execPath, autocannon));
  return repeatUntilRight(url, measure, (measured) => mayFail || measured.errors === 0);
}

/** Asks so many times a second. */
export function loadPaced(options) {
  const measure = () => run(process.execPath, [at('paced.mjs'), JSON.stringify(options)]);
  return repeatUntilRight(options.url, measure, (measured) => measured.errors === 0);
}

async function repeatUntilRight(url, measure, isRight) {
  for (let repeats = 0; ; repeats += 1) {
    const measured = JSON.parse((await measure()).trim().split('\n').at(-1));
    const { requests, errors } = measured;
    if (requests > 0 && isRight(measured)) return measured;
    if (repeats === REPEATS)
      throw new Error(`${url}: ${errors} requests failed and ${requests} did not, again and again.`);
  }
}
