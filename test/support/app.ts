import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger, FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.js';
import { type Config, readConfig } from '../../src/config.js';
import { publishPath } from '../../src/content/publish.js';
import type { Limits } from '../../src/limits/limits.js';
import type { Metrics } from '../../src/metrics/metrics.js';
import type { Traces } from '../../src/metrics/traces.js';
import type { Deprecations } from '../../src/openapi/deprecations.js';
import type { KeyStore } from '../../src/store/keys.js';
import { openKeyStore, openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { recordResponse } from './recorder.js';

export const seed = fileURLToPath(new URL('../../seed', import.meta.url));

export interface OpenAppOptions {
  /** What to publish first: the seed when not given, nothing when null. */
  readonly publish?: string | null;
  /** Settings, by their names. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly logger?: FastifyBaseLogger;
  readonly limits?: Limits;
  readonly deprecated?: Deprecations;
  /** Makes what measures the service. */
  readonly measured?: (store: Store) => Metrics;
  readonly traces?: Traces;
  /** Where the database goes: `t.testdir()`, which empties what the test has made there before, when not given. */
  readonly folder?: string;
}

export interface OpenedApp {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly keys: KeyStore;
  readonly config: Config;
  readonly metrics: Metrics | undefined;
  /** A request without a network, its answer held against the document. */
  request(options: InjectOptions): Promise<LightMyRequestResponse>;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
  /** Listens on a free port of the loopback; gives the origin. What is answered there is held against the document too. */
  listen(): Promise<string>;
}

/** The real service on a real database with the seed published. Closed when the test ends. */
export async function openApp(t: Test, options: OpenAppOptions = {}): Promise<OpenedApp> {
  const { publish = seed, settings = {}, limits, logger = pino({ level: 'silent' }), folder = t.testdir() } = options;
  const unlimited = { ANONYMOUS_LIMITS: 'off', KEY_LIMITS: 'off', OVERLOAD_DELAY_MS: '0' };
  const config = readConfig({ PORT: '0', DRAIN_SECONDS: '0', ...unlimited, ...settings });
  const store = await openStore(`sqlite:${join(folder, 'content.db')}`, { migrate: true });
  if (publish !== null) await publishPath(store, publish, { note: null, actor: null });
  const metrics = options.measured?.(store);
  const keys = await openKeyStore(`sqlite:${join(folder, 'content.db')}`, { migrate: true });
  const app = buildApp({
    store,
    keys,
    config,
    logger,
    metrics,
    traces: options.traces,
    ...(limits && { limits }),
    ...(options.deprecated && { deprecated: options.deprecated }),
  });
  await app.ready();
  t.teardown(async () => {
    app.server.closeAllConnections();
    await app.close();
    await keys.close();
    await store.close();
  });

  async function request(asked: InjectOptions): Promise<LightMyRequestResponse> {
    const answer = await app.inject(asked);
    const { statusCode: status, headers, rawPayload: body } = answer;
    recordResponse({ method: asked.method ?? 'GET', url: String(asked.url), status, headers, body });
    return answer;
  }

  return {
    app,
    store,
    keys,
    config,
    metrics,
    request,
    get: (url, headers = {}) => request({ url, headers }),
    listen() {
      app.server.prependListener('request', ({ method = '', url = '' }, response) => {
        collect(response, (headers, body) => {
          const answer = { method, url, status: response.statusCode, headers, body };
          try {
            recordResponse(answer);
          } catch (error) {
            t.fail(String(error));
          }
        });
      });
      return app.listen({ host: config.host, port: config.port });
    },
  };
}

/** Gives the headers and the body of an answer once it was sent. */
function collect(response: ServerResponse, onSent: (headers: OutgoingHttpHeaders, body: Buffer) => void): void {
  const headers: OutgoingHttpHeaders = {};
  const chunks: Buffer[] = [];
  const { writeHead, write, end } = response;
  const note = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as Uint8Array));
  };
  // What is given to `writeHead` alone is not among `getHeaders()`.
  response.writeHead = (...given: unknown[]) => {
    Object.assign(headers, toRecord(given.at(-1)));
    return Reflect.apply(writeHead, response, given);
  };
  response.write = (...given: unknown[]) => {
    note(given[0]);
    return Reflect.apply(write, response, given);
  };
  response.end = (...given: unknown[]) => {
    note(given[0]);
    return Reflect.apply(end, response, given);
  };
  response.once('finish', () => onSent({ ...response.getHeaders(), ...headers }, Buffer.concat(chunks)));
}

/** Headers as `writeHead` takes them: by name, or names and values in turn. */
function toRecord(headers: unknown): unknown {
  if (!Array.isArray(headers)) return headers;
  return Object.fromEntries(headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : [])));
}
