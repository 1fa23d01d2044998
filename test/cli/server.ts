import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import { openFolder } from './command.js';

/** The address that a starting server logs. */
export async function addressOf(child: ChildProcess): Promise<string> {
  const { serving = '' } = await addressesOf(child, ['serving']);
  return serving;
}

/** The addresses that a starting server logs, by the messages that they come with. */
export async function addressesOf(child: ChildProcess, messages: readonly string[]): Promise<Record<string, string>> {
  if (!child.stdout) throw new Error('The output is not piped.');
  const found: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('msg' in entry) || !('address' in entry)) continue;
    found[String(entry.msg)] = String(entry.address);
    if (messages.every((message) => message in found)) return found;
  }
  throw new Error('The server ended before it served.');
}

/** The next line of a server's log with this message. */
export async function lineWith(child: ChildProcess, message: string): Promise<unknown> {
  if (!child.stdout) throw new Error('The output is not piped.');
  for await (const line of createInterface({ input: child.stdout })) {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null && 'msg' in entry && entry.msg === message) return entry;
  }
  throw new Error('The server ended before it said that.');
}

/** A machine that is busy with other tests is no fault of the server. */
const settings = { PORT: '0', DRAIN_SECONDS: '0', OVERLOAD_DELAY_MS: '0' };

/** A folder with a database, and servers on it. */
export function openServer(t: Test) {
  const place = openFolder(t);
  return {
    ...place,
    serve: (args: readonly string[] = [], more: Record<string, string> = {}) => {
      const env = { PATH: process.env.PATH, DATABASE_URL: `sqlite:${place.database}`, ...settings, ...more };
      const child = place.start(['serve', ...args], { env });
      t.teardown(() => child.kill('SIGKILL'));
      return child;
    },
  };
}
