import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** A fixed address in front of servers, as a load balancer or a virtual address is. */
export interface Relay {
  readonly port: number;
  /** Where new connections lead from now on; nowhere when undefined. Those that are there stay. */
  lead(port: number | undefined): void;
  /** Cuts all connections. */
  cut(): void;
  /** While it is so, nothing is passed on, and nobody is told: as in a network that has come apart. */
  isSilent: boolean;
  /** How often a client has come. */
  count: number;
  /** Called with what a client sends, before it is passed on; true cuts all connections instead. */
  inspect: (bytes: Buffer) => boolean;
  /** The same for what the server sends. */
  inspectAnswers: (bytes: Buffer) => boolean;
}

/** Starts a relay on a free port of the loopback; it ends with the test. */
export async function startRelay(t: Test, target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let leading: number | undefined = target;
  const relay: Relay = {
    port: 0,
    lead(port) {
      leading = port;
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    isSilent: false,
    count: 0,
    inspect: () => false,
    inspectAnswers: () => false,
  };
  const server = createServer((client) => {
    relay.count += 1;
    if (leading === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(leading, '127.0.0.1');
    for (const [from, to, doom] of [
      [client, upstream, (bytes: Buffer) => relay.inspect(bytes)],
      [upstream, client, (bytes: Buffer) => relay.inspectAnswers(bytes)],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (relay.isSilent) return;
        if (doom(Buffer.from(bytes))) relay.cut();
        else to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    relay.cut();
    server.close();
  });
  const address = server.address();
  return Object.assign(relay, { port: typeof address === 'object' && address !== null ? address.port : 0 });
}

/** A URL with another port. */
export function through(url: string, { port }: Pick<Relay, 'port'>): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
