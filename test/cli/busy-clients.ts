import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as think } from 'node:timers/promises';
import type { Test } from 'tap';

const THINKING_MILLISECONDS = 30;
const paths = ['/v1/questions', '/v1/questions/is-it-normal-to-have-knee-pain-after-running', '/v1/sync', '/v1/topics'];

export interface BusyClients {
  /** How many answers they have got. */
  answered(): number;
  /** Stops them; gives what failed. */
  stop(): Promise<readonly string[]>;
}

/** Clients that ask one thing after the other over connections that they keep, and retry nothing. */
export function openClients(t: Test, origin: string, count: number): BusyClients {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  t.teardown(() => agent.destroy());
  const failures: string[] = [];
  let answered = 0;
  let isOver = false;
  const ask = async (client: number) => {
    for (let n = client; !isOver; n += 1) {
      const path = paths[n % paths.length] ?? '';
      try {
        const [answer]: IncomingMessage[] = await once(get(`${origin}${path}`, { agent }), 'response');
        if (!answer) throw new Error('no answer');
        const body = await buffer(answer);
        const isWhole = body.length === Number(answer.headers['content-length']);
        if (answer.statusCode !== 200 || !isWhole) failures.push(`${path}: ${answer.statusCode} ${body.toString()}`);
        answered += 1;
        // So that the processes that start get their turn, too.
        await think(THINKING_MILLISECONDS);
      } catch (error) {
        failures.push(`${path}: ${error}`);
      }
    }
  };
  const clients = Array.from({ length: count }, (_, client) => ask(client));
  return {
    answered: () => answered,
    async stop() {
      isOver = true;
      await Promise.all(clients);
      return failures;
    },
  };
}
