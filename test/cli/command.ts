import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const seed = fileURLToPath(new URL('../../seed', import.meta.url));
if (!existsSync(main)) throw new Error('dist/main.js is missing: run `npm run build` first.');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the environment of the tests but the path: what a command sees, its case says. */
export const environment = (settings: Record<string, string> = {}) => ({ PATH: process.env.PATH, ...settings });

/** What a child says and how it ends; it is killed with the case. */
export async function toEnd(t: Test, child: ChildProcess): Promise<Ended> {
  t.teardown(() => child.kill('SIGKILL'));
  const said = Promise.all([child.stdout ? text(child.stdout) : '', child.stderr ? text(child.stderr) : '']);
  const [code, signal] = await once(child, 'close');
  const [stdout, stderr] = await said;
  return { code, signal, stdout, stderr };
}

/** A folder of its own, and the command line with a database in it. */
export function openFolder(t: Test, files: Parameters<Test['testdir']>[0] = {}) {
  const folder = t.testdir(files);
  const database = join(folder, 'content.db');
  const settings: Record<string, string> = { DATABASE_URL: `sqlite:${database}` };
  const start = (args: readonly string[], options: SpawnOptions = {}) =>
    spawn(process.execPath, [main, ...args], { cwd: folder, env: environment(settings), ...options });
  return {
    folder,
    database,
    start,
    /** Runs a command to its end, with other settings where given. */
    run: (args: readonly string[], more: Record<string, string> = {}) =>
      toEnd(t, start(args, { env: environment({ ...settings, ...more }) })),
    /** Runs a command under the shell, as `"$@"`. */
    shell: (script: string, args: readonly string[], options: SpawnOptions = {}) =>
      toEnd(
        t,
        spawn('sh', ['-c', script, 'sh', process.execPath, main, ...args], {
          cwd: folder,
          env: environment(settings),
          ...options,
        }),
      ),
  };
}

/** The command failed as documented: by this code, with one sentence that says so, and no stack. */
export function failed(t: Test, ended: Ended, code: number, sentence: RegExp): void {
  t.equal(ended.code, code, `ends with ${code}: ${ended.stderr}`);
  t.match(ended.stderr, sentence);
  t.match(ended.stderr, /^second-opinion: .+$/m);
  t.notMatch(`${ended.stdout}${ended.stderr}`, /^\s+at .*:\d+/m, 'no stack');
}

/** The command succeeded and said nothing on standard error. */
export function succeeded(t: Test, ended: Ended): void {
  t.equal(ended.stderr, '');
  t.equal(ended.code, 0);
}
