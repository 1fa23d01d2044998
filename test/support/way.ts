import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** A way to a server on the loopback that can be cut, and mended. */
export interface Way {
  /** The address of the server as it is reached by this way. */
  url(direct: string): string;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** From now on what is asked arrives, but each connection is cut when the answer comes back. */
  swallowAnswers(isSwallowing: boolean): void;
}

export async function openWay(t: Test, direct: string): Promise<Way> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((socket) => {
    const onward = connect(Number(new URL(direct).port), '127.0.0.1');
    const end = () => {
      for (const one of [socket, onward]) one.destroy();
    };
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', end).on('close', () => {
        sockets.delete(one);
        end();
      });
    }
    socket.on('data', (data) => onward.write(data));
    onward.on('data', (data) => (isSwallowing ? end() : socket.write(data)));
  });
  const listen = async (wanted: number) => {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await listen(0);
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  t.teardown(cut);
  return {
    url(direct) {
      const url = new URL(direct);
      url.port = String(port);
      return url.href;
    },
    cut,
    mend: async () => void (await listen(port)),
    swallowAnswers(wanted) {
      isSwallowing = wanted;
    },
  };
}
