import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** So long nothing moves, either way, while an answer is due: whoever asks and does not read would hold it for ever. */
const STILL_MS = 20_000;
const LOOK_MS = 2000;

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
  server.on('listening', () => letGoOfStill(server));
  return server;
}

/**
 * As `server.timeout` does, which starts a timer with every request, for 3 % of an answer that is ready: here only what is not answered
 * when it is looked at has one. It ends with the answer, when Node starts that of an idle connection.
 */
function letGoOfStill(server: Server): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const looking = setInterval(() => {
    for (const socket of sockets) if (!socket.timeout) socket.setTimeout(STILL_MS);
  }, LOOK_MS);
  looking.unref();
  server.once('close', () => clearInterval(looking));
}
