import { createServer, type RequestListener, type Server } from 'node:http';

/** The listener, with a limit on everything that a client could draw out. */
export function buildServer(handler: RequestListener): Server {
  const server = createServer(
    {
      // Never above the request's: Node swaps the two.
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2000,
      // Longer than a load balancer keeps its connections: the one that closes first must be the one that asks.
      keepAliveTimeout: 72_000,
      maxHeaderSize: 16_384,
      // Node would answer a missing Host itself, without a body.
      requireHostHeader: false,
    },
    handler,
  );
  // Node drops what is beyond a number of headers, whatever it says; their bytes are limited above.
  server.maxHeadersCount = 0;
  // Nothing moves, either way: whoever asks and does not read would hold the answer for ever.
  server.timeout = 20_000;
  return server;
}
