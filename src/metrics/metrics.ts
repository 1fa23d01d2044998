import type { IncomingMessage, RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Registry } from 'prom-client';
import type { RepresentationCache } from '../http/cache.js';
import type { ReadStore } from '../store/store.js';
import { Durations, type Series } from './durations.js';
import { gaugesOf } from './gauge.js';
import { measureProcess } from './process.js';
import type { MetricSet } from './sum.js';

/**
 * What the service counts of itself, in the names of OpenTelemetry's semantic conventions as Prometheus spells them. Labels are
 * route templates, known methods and statuses: never an id, a key, or anything that a client made up.
 */
export interface Metrics {
  /**
   * Takes the time of every answer of a listener, those included that no route gives. `arrivedAt` tells of a request that the
   * listener gets later than it came, by the clock of `performance.now()`.
   */
  measure(listener: RequestListener, arrivedAt?: (request: IncomingMessage) => number | undefined): RequestListener;
  /** Counts a request that is being answered, until what it gives is called. */
  begin(method: string): () => void;
  /** The times of what a route answers with a status: for answers that `measure` does not see. */
  series(method: string, route: string, status: number): Series;
  measureRoutes(app: FastifyInstance): void;
  measureCache(cache: Pick<RepresentationCache, 'counts' | 'size'>): void;
  /** Counts the worker processes, and those that ended without being told to. */
  measureWorkers(workers: { readonly count: () => number; readonly failures: () => number }): void;
  /** Counts an exchange between the limits of processes that failed. */
  countLimitFailure(): void;
  /** The values of now, as `sumMetrics` takes them. */
  read(): Promise<MetricSet>;
  /** The text that is scraped. */
  write(): Promise<string>;
  readonly mediaType: string;
  /** Stops what was begun for measuring. */
  close(): void;
}

const knownMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'CONNECT', 'QUERY']);

export function createMetrics(store: Pick<ReadStore, 'latest'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const durations = new Durations(registers);
  const activeByMethod = new Map<string, number>();
  new Gauge({
    name: 'http_server_active_requests',
    help: 'Requests that are being answered.',
    labelNames: ['http_request_method'] as const,
    registers,
    collect() {
      for (const [method, count] of activeByMethod) this.set({ http_request_method: method }, count);
    },
  });
  const gauge = gaugesOf(registers);
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  gauge('second_opinion_content_revision', 'The latest revision.', () => store.latest().revision, 'max');
  gauge(
    'second_opinion_content_resources',
    'Live resources at the latest revision.',
    () => store.latest().count,
    'max',
  );
  const readAge = () => {
    const { revision, publishedAt } = store.latest();
    return revision === 0 ? 0 : Math.max(0, (Date.now() - publishedAt) / 1000);
  };
  gauge('second_opinion_content_age_seconds', 'Since the latest publish.', readAge, 'max');
  const limitFailures = new Counter({
    name: 'second_opinion_limit_failures_total',
    help: 'Failed exchanges with other processes of what callers have taken.',
    registers,
  });
  const endProcess = measureProcess(registers);

  const routes = new WeakMap<IncomingMessage, string>();

  const addActive = (method: string, count: 1 | -1) =>
    activeByMethod.set(method, (activeByMethod.get(method) ?? 0) + count);

  function begin(method: string): () => void {
    addActive(method, 1);
    return () => void addActive(method, -1);
  }

  return {
    begin,
    countLimitFailure: () => limitFailures.inc(),
    series: (method, route, status) => durations.series(method, route, String(status)),
    measure: (listener, arrivedAt) => (request, response) => {
      const method = knownMethods.has(request.method ?? '') ? (request.method ?? '') : '_OTHER';
      const start = arrivedAt?.(request) ?? performance.now();
      const end = begin(method);
      response.once('close', () => {
        end();
        const status = response.headersSent ? String(response.statusCode) : '';
        durations.series(method, routes.get(request) ?? '', status).observe((performance.now() - start) / 1000);
      });
      listener(request, response);
    },
    measureRoutes(app) {
      app.addHook('onRequest', (request, _reply, done) => {
        if (!request.is404) routes.set(request.raw, request.routeOptions.url ?? '');
        done();
      });
    },
    measureWorkers({ count, failures }) {
      gauge('second_opinion_workers', 'Worker processes that have not ended.', count);
      counter('second_opinion_worker_failures_total', 'Workers that ended without being told to.', failures);
    },
    measureCache(cache) {
      counter('second_opinion_cache_hits_total', 'Answers found ready.', () => cache.counts().hits);
      counter('second_opinion_cache_misses_total', 'Answers that had to be made.', () => cache.counts().misses);
      gauge('second_opinion_cache_bytes', 'Memory that finished answers take.', () => cache.size());
    },
    read: () => registry.getMetricsAsJSON(),
    write: () => registry.metrics(),
    mediaType: registry.contentType,
    close: endProcess,
  };
}
