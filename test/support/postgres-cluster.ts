import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPort } from './port.js';
import { copyBinaries } from './postgres-binaries.js';

/** PostgreSQL refuses to run as root: then its processes, and their files, are nobody's. */
function findUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('nobody:'));
  const [, , uid = 65_534, gid = 65_534] = (nobody ?? '').split(':').map(Number);
  return { uid, gid };
}

const user = findUser();
const folders: string[] = [];
const running = new Set<ChildProcess>();
// The last resort, for a test that ends without its teardown.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

export function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  giveAway(path);
  return path;
}

/** Gives a file, or a folder with all that is in it, to the user that the servers run as. */
export function giveAway(path: string): void {
  const { uid, gid } = user;
  if (uid === undefined || gid === undefined) return;
  chownSync(path, uid, gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) chownSync(join(path, name), uid, gid);
}

/** The programs of PostgreSQL in a folder of their own that is removed when the process ends, and a password for all that they run. */
export interface Installation {
  readonly folder: string;
  readonly bin: string;
  readonly password: string;
}

/** Waits until whoever started it is gone, however that ended, and then ends the servers in a folder and removes it. */
const CLEANER = `
  const { readFileSync, readdirSync, rmSync } = require('node:fs');
  const [folder] = process.argv.slice(1);
  process.stdin.resume().on('end', () => {
    try {
      for (const name of readdirSync(folder)) {
        try {
          process.kill(Number(readFileSync(folder + '/' + name + '/postmaster.pid', 'utf8').split('\\n')[0]), 'SIGQUIT');
        } catch {}
      }
      setTimeout(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }), 2000);
    } catch {}
  });`;

function cleanAfterwards(folder: string): void {
  const cleaner = spawn(process.execPath, ['-e', CLEANER, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: tmpdir(),
    env: {},
  });
  cleaner.unref();
  if (cleaner.stdin !== null && 'unref' in cleaner.stdin && typeof cleaner.stdin.unref === 'function')
    cleaner.stdin.unref();
}

export function install(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'second-opinion-postgres-'));
  folders.push(folder);
  cleanAfterwards(folder);
  chmodSync(folder, 0o755);
  return { folder, bin: copyBinaries(join(folder, 'native')), password: randomBytes(16).toString('hex') };
}

/** Makes the files of a new server. Its default order of texts is not that of their bytes, as it is not elsewhere. */
export function initialise({ folder, bin, password }: Installation, data: string): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const order = ['--locale=C', '--locale-provider=icu', '--icu-locale=en'];
  const access = [
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--set=scram_iterations=1',
  ];
  const options = ['--no-sync', '--no-instructions', '--encoding=UTF8', ...order, ...access, '-D', makeFolder(data)];
  execFileSync(join(bin, 'initdb'), options, { ...user, stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
}

/** A server that runs. */
export interface Cluster {
  readonly data: string;
  readonly port: number;
  /** Ends it: `SIGINT` in order, but without waiting for its clients; `SIGQUIT` as if it had crashed. */
  stop(signal?: 'SIGINT' | 'SIGQUIT'): Promise<void>;
}

const SIZES = ['max_wal_size=256MB', 'wal_keep_size=128MB'];
/** Of a server that nobody needs after a crash of the machine. */
export const FAST = [...SIZES, 'fsync=off', 'full_page_writes=off', 'shared_buffers=32MB'];
/** As a server is by itself, with memory for more. */
export const DURABLE = [...SIZES, 'shared_buffers=256MB'];
const LIMITS = ['max_connections=100', 'unix_socket_directories=', 'listen_addresses=127.0.0.1', 'lc_messages=C'];

/** Starts a server on its files; resolves when it can be asked. */
export async function start(
  { bin, folder }: Installation,
  data: string,
  { port, settings = [] }: { port?: number; settings?: readonly string[] } = {},
): Promise<Cluster> {
  for (let attempt = 1; ; attempt += 1) {
    const listening = port ?? (await findPort());
    const options = [...LIMITS, ...settings].flatMap((setting) => ['-c', setting]);
    const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(listening), ...options], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    running.add(child);
    const ended = once(child, 'exit').finally(() => running.delete(child));
    const said: string[] = [];
    const isReady = await new Promise<boolean>((resolve) => {
      ended.then(() => resolve(false));
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (said.length < 200) said.push(line);
        if (/ready to accept (?:read-only )?connections/.test(line)) resolve(true);
      });
    });
    if (isReady) {
      return {
        data,
        port: listening,
        async stop(signal = 'SIGINT') {
          child.kill(signal);
          await ended;
        },
      };
    }
    // Another process may have taken the port meanwhile.
    const isTaken = said.some((line) => line.includes('could not bind'));
    if (!isTaken || port !== undefined || attempt === 5)
      throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
  }
}
