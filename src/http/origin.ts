import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';

/** The origin of absolute links: as configured, else that of the listener. */
export function buildOrigin(app: FastifyInstance, config: Pick<Config, 'publicUrl' | 'host' | 'port'>): () => string {
  let { port } = config;
  app.addHook('onListen', async () => {
    const address = app.server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
  });
  return () => config.publicUrl ?? toOrigin(config.host, port);
}

function toOrigin(host: string, port: number): string {
  // Nobody can connect to the address that stands for all.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
