import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type OpenedApp, openApp } from '../support/app.js';

const script = fileURLToPath(new URL('../../scripts/example-offline.mjs', import.meta.url));

export interface Command {
  /** What it printed until it was ready. */
  readonly lines: readonly string[];
  /** Ends it as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Runs `npm run example:offline` without the build, until it is ready. */
export async function runExample(t: Test, ...options: string[]): Promise<Command> {
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  t.teardown(() => stop(child, ended));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('Stop')) break;
  }
  return { lines, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown[]>): Promise<number | null> {
  child.kill('SIGINT');
  await ended;
  return child.exitCode;
}

/** The address in the line that begins so. */
export function addressIn({ lines }: Command, start: string): string {
  const [, address] = /(http\S+)$/.exec(lines.find((line) => line.startsWith(start)) ?? '') ?? [];
  if (address === undefined) throw new Error(`No line begins with ${start}: ${lines.join('\n')}`);
  return address;
}

export interface Service extends OpenedApp {
  readonly origin: string;
  /** From now on a path is not answered, until something else is said of it. */
  hold(path: string): void;
  /** From now on a path is answered with 503, also to those who wait. */
  fail(path: string): void;
  /** From now on all is well. */
  recover(): void;
  /** Nobody is there any more. */
  vanish(): Promise<void>;
}

/** The service behind a balancer that may fail. */
export async function openService(t: Test, publish: string, folder: string): Promise<Service> {
  const opened = await openApp(t, { publish, folder });
  await opened.listen();
  const failing = new Set<string>();
  const held = new Map<string, ServerResponse[]>();
  const refuse = (response: ServerResponse) => {
    const allow = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' };
    response.writeHead(503, { ...allow, 'retry-after': '60' }).end();
  };
  const front = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const waiting = held.get(path);
    if (waiting !== undefined) waiting.push(response);
    else if (failing.has(path)) refuse(response);
    else opened.app.server.emit('request', request, response);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const vanish = async () => {
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
  };
  t.teardown(vanish);
  return {
    ...opened,
    origin: `http://127.0.0.1:${portOf(front.address())}`,
    vanish,
    hold: (path) => held.set(path, []),
    fail(path) {
      failing.add(path);
      held.get(path)?.forEach(refuse);
      held.delete(path);
    },
    recover: () => failing.clear(),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
