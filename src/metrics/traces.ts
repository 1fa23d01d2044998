import { FastifyOtelInstrumentation } from '@fastify/otel';
import { type Attributes, propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance } from 'fastify';

export interface Traces {
  /** To be called before any hook or route is added. */
  trace(app: FastifyInstance): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** All that leaves the process of a request. The instrumentation knows more: addresses with their queries, messages of errors. */
const told = ['http.request.method', 'http.route', 'http.response.status_code'];

/**
 * Sends a span for each request, and one for its handler, to an OTLP endpoint over HTTP. A request with a `traceparent` is
 * a part of that trace, and not told of when that says so.
 */
export function createTraces(endpoint: string): Traces {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 2000 });
  const discreet: SpanExporter = {
    export: (spans, done) => exporter.export(spans.map(toDiscreet), done),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'second-opinion' }),
    spanProcessors: [new BatchSpanProcessor(discreet)],
  });
  const instrumentation = new FastifyOtelInstrumentation({ recordExceptions: false, instrumentHooks: false });
  instrumentation.setTracerProvider(provider);
  // The instrumentation asks the one of the whole process.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    trace(app) {
      // At once: registered, it would miss the hooks that come before the plugins.
      instrumentation.plugin()(app, {}, () => undefined);
    },
    async close() {
      instrumentation.disable();
      propagation.disable();
      // A receiver that is not there must not turn a good end into a bad one.
      await provider.shutdown().catch(() => undefined);
    },
  };
}

/** A copy with what may be told, named as the conventions have it: method and route template. */
function toDiscreet(span: ReadableSpan): ReadableSpan {
  const attributes: Attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => told.includes(name)),
  );
  const { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status } = attributes;
  const isServer = span.kind === SpanKind.SERVER;
  const isFailure = Number(status ?? 0) >= 500;
  // What others keep in `tracestate` is not ours to pass on.
  const { traceState: _, ...context } = span.spanContext();
  return Object.create(span, {
    name: { value: isServer ? [method, route].filter((part) => part !== undefined).join(' ') : 'handler' },
    spanContext: { value: () => context },
    attributes: { value: attributes },
    events: { value: [] },
    links: { value: [] },
    status: { value: { code: isFailure ? SpanStatusCode.ERROR : SpanStatusCode.UNSET } },
  });
}
