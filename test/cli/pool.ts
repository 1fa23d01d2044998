import { once } from 'node:events';
import { Agent, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { Test } from 'tap';
import { seed } from './command.js';
import { openLog, workersOf } from './log.js';
import { openServer } from './server.js';

/** Two workers that serve the seed, and their log. */
export async function openWorkers(t: Test, settings: Record<string, string> = {}) {
  const place = openServer(t);
  const child = place.serve(['--seed', seed, '--workers', '2'], { SNAPSHOT_SECONDS: 'off', ...settings });
  const log = openLog(child);
  const serving = await log.next('serving');
  const workers = workersOf(serving);
  const listAnswered = () =>
    new Set(log.entries.flatMap(({ msg, worker }) => (msg === 'answered' ? [Number(worker)] : [])));
  /** Those that have answered: the log tells it a little later. */
  async function answered(): Promise<ReadonlySet<number>> {
    for (let tries = 0; tries < 100 && listAnswered().size < workers.length; tries += 1) await wait(20);
    return listAnswered();
  }
  return { ...place, child, log, workers, address: String(serving.address), answered };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks over a connection of its own, which goes to whichever worker is next, unless an agent keeps one. */
export async function ask(url: string, headers: Record<string, string> = {}, agent = new Agent()): Promise<Answer> {
  const [answer]: IncomingMessage[] = await once(get(url, { agent, headers }), 'response');
  if (!answer) throw new Error('no answer');
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

/** Agents with one connection each, which they keep. */
export function openAgents(t: Test, count: number): readonly Agent[] {
  const agents = Array.from({ length: count }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  t.teardown(() => {
    for (const agent of agents) agent.destroy();
  });
  return agents;
}
