import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Metrics } from './metrics.js';

export interface MetricsListener {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the metrics on a port of their own, which no reader can reach: `GET /metrics`, nothing else. */
export async function serveMetrics(
  metrics: Pick<Metrics, 'write' | 'mediaType'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsListener> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, async (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff').setHeader('cache-control', 'no-store');
    if (request.url !== '/metrics') return void response.writeHead(404).end('Only /metrics is here.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void response.writeHead(405, { allow: 'GET, HEAD', connection: 'close' }).end();
    }
    try {
      const text = await metrics.write();
      response.writeHead(200, { 'content-type': metrics.mediaType }).end(text);
    } catch {
      response.writeHead(500).end();
    }
  });
  server.timeout = 20_000;
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/metrics`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
