import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildApp } from '../app.js';
import type { Config } from '../config.js';
import type { Limits } from '../limits/limits.js';
import type { Metrics } from '../metrics/metrics.js';
import type { KeyReads } from '../store/keys.js';
import type { ReadStore } from '../store/store.js';

interface Served {
  readonly store: ReadStore;
  readonly keys: KeyReads;
  readonly config: Config;
  readonly logger: Logger;
  readonly limits: Limits;
}

/** The service of one process with what measures it, as far as that is asked for. */
export interface Service {
  readonly app: FastifyInstance;
  readonly metrics: Metrics | undefined;
  /** To be called when the app was closed. */
  endMeasuring(): Promise<void>;
}

export async function buildService(served: Served): Promise<Service> {
  const { store, config } = served;
  const metrics = config.metrics && (await import('../metrics/metrics.js')).createMetrics(store);
  const traces = config.tracesTo ? (await import('../metrics/traces.js')).createTraces(config.tracesTo) : undefined;
  return {
    app: buildApp({ ...served, metrics, traces }),
    metrics,
    async endMeasuring() {
      metrics?.close();
      await traces?.close();
    },
  };
}
