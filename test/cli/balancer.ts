import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Test } from 'tap';

const CHECK_MILLISECONDS = 50;

export interface Balancer {
  readonly origin: string;
  /** Where the next server shall listen; 0 where it likes. */
  port(): number;
  /** Adds a server; it gets requests once it is ready. */
  add(address: string): Promise<void>;
  remove(address: string): void;
}

/** Whether a server says that it should get requests. */
export async function isReady(address: string): Promise<boolean> {
  try {
    const [answer]: IncomingMessage[] = await once(get(`${address}/readyz`, { agent: false }), 'response');
    answer?.resume();
    return answer?.statusCode === 200;
  } catch {
    return false;
  }
}

/** As plain a balancer as there is: in turn to whichever server says that it is ready, over connections that it keeps. It retries nothing. */
export async function openBalancer(t: Test): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Map<string, boolean>();
  let turn = 0;

  const server = createServer((asked, answer) => {
    const able = [...ready].flatMap(([address, is]) => (is ? [address] : []));
    turn += 1;
    const { connection, ...headers } = asked.headers;
    const passed = request(`${able[turn % able.length]}${asked.url}`, { agent, method: asked.method, headers });
    passed.on('response', (given) => {
      const { connection: _, 'keep-alive': __, ...kept } = given.headers;
      answer.writeHead(given.statusCode ?? 502, kept);
      given.pipe(answer);
    });
    passed.on('error', (error) => answer.writeHead(502).end(String(error)));
    passed.end();
  });

  const checking = setInterval(() => {
    for (const address of ready.keys()) {
      void isReady(address).then((is) => ready.has(address) && ready.set(address, is));
    }
  }, CHECK_MILLISECONDS);
  t.teardown(() => {
    clearInterval(checking);
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port: () => 0,
    async add(address) {
      while (!(await isReady(address))) await wait(CHECK_MILLISECONDS);
      ready.set(address, true);
    },
    remove: (address) => void ready.delete(address),
  };
}
