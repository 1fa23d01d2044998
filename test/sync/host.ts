import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { openStore } from '../../src/store/open.js';
import type { ReadStore, Store } from '../../src/store/store.js';
import { recordResponse } from '../support/recorder.js';

const logger = pino({ level: 'silent' });

/** In memory where the system has a folder there: what is on trial is not the disk. */
export function makeFolder(): string {
  const memory = '/dev/shm';
  return mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'second-opinion-'));
}

export interface HostOptions {
  /** A database to begin with a copy of. */
  readonly template?: string;
  /** Answers over the loopback, from an app of its own that ends with every restart; else within the process. */
  readonly listens?: boolean;
}

/** A service on a database file: it can be stopped and started, and the file can be copied and put back. */
export class Host {
  /** What was answered, but not as the document promises. */
  readonly faults: string[] = [];
  readonly #folder: string;
  readonly #listens: boolean;
  #store: Store;
  #app: FastifyInstance | undefined;
  #origin = '';

  private constructor(folder: string, store: Store, listens: boolean) {
    this.#folder = folder;
    this.#store = store;
    this.#listens = listens;
  }

  static async open({ template, listens = false }: HostOptions = {}): Promise<Host> {
    const folder = makeFolder();
    if (template !== undefined) copyFileSync(template, fileIn(folder));
    const store = await openStore(`sqlite:${fileIn(folder)}`, { migrate: true });
    const host = new Host(folder, store, listens);
    await host.#start();
    return host;
  }

  get store(): Store {
    return this.#store;
  }

  /** Another connection, as another process has: this one learns of what it writes when it looks again. */
  async elsewhere<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await this.#connect();
    return work(store).finally(() => store.close());
  }

  /** What the service answers to a GET of a path and query. */
  async get(path: string): Promise<Response> {
    const response = this.#app === undefined ? await injectShared(this.#store, path) : await fetch(this.#origin + path);
    const body = Buffer.from(await response.clone().arrayBuffer());
    const { 'content-encoding': _decoded, ...headers } = Object.fromEntries(response.headers);
    try {
      recordResponse({ method: 'GET', url: path, status: response.status, headers, body });
    } catch (error) {
      this.faults.push(String(error));
    }
    return response;
  }

  async restart(): Promise<void> {
    await this.#stop();
    this.#store = await this.#connect();
    await this.#start();
  }

  /** Copies the database as it is, while it is served. */
  async backUp(name: string): Promise<void> {
    const database = new Database(fileIn(this.#folder), { readonly: true });
    await database.backup(join(this.#folder, `${name}.backup`));
    database.close();
  }

  /** Puts a copy into its place, and starts again. */
  async restore(name: string): Promise<void> {
    await this.#stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(fileIn(this.#folder) + suffix, { force: true });
    copyFileSync(join(this.#folder, `${name}.backup`), fileIn(this.#folder));
    this.#store = await this.#connect();
    await this.#start();
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #connect(): Promise<Store> {
    return openStore(`sqlite:${fileIn(this.#folder)}`, { migrate: false });
  }

  async #start(): Promise<void> {
    if (!this.#listens) return;
    this.#app = buildApp({
      store: this.#store,
      config: readConfig({ PORT: '0', DRAIN_SECONDS: '0', ANONYMOUS_LIMITS: 'off', OVERLOAD_DELAY_MS: '0' }),
      logger,
    });
    this.#origin = await this.#app.listen({ host: '127.0.0.1', port: 0 });
  }

  async #stop(): Promise<void> {
    this.#app?.server.closeAllConnections();
    await this.#app?.close();
    await this.#store.close();
  }
}

const fileIn = (folder: string) => join(folder, 'content.db');

let shared: FastifyInstance | undefined;
let served: ReadStore | undefined;

/**
 * An app takes longer to build than a schedule to run: hosts that do not listen share one. It keeps nothing from one request
 * to the next, and reads the database of the host that asks.
 */
async function injectShared(store: ReadStore, path: string): Promise<Response> {
  served = store;
  if (shared === undefined) {
    const current = new Proxy(store, { get: (_, name) => Reflect.get(served ?? store, name) });
    const config = readConfig({
      CACHE_BYTES: '0',
      ANONYMOUS_LIMITS: 'off',
      OVERLOAD_DELAY_MS: '0',
      CURSOR_SECRET: 'the same for all of these databases',
    });
    shared = buildApp({ store: current, config, logger });
    await shared.ready();
  }
  const { statusCode: status, headers, body } = await shared.inject(path);
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(body, { status, headers: pairs });
}
