import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../errors.js';
import type { ReadStore } from '../store.js';
import { isLost } from './failures.js';
import type { Server } from './head.js';
import { type Reads, readFrom } from './reads.js';
import type { HeadState } from './revisions.js';
import type { Statement, Values } from './statement.js';

/** How long a read waits for a replica to get as far as another server was. */
const PATIENCE_MS = 250;
const STEP_MS = 10;

export interface Sources extends Reads, Pick<ReadStore, 'latest' | 'horizon' | 'refresh'> {
  /** Told of what was published or pruned on the primary. */
  advance(state: HeadState): void;
}

/**
 * The servers that are read from: the first replica that answers and is on the history of the primary, else the primary. What one
 * cannot answer, the next is asked.
 */
export function chooseSources(
  primary: Server,
  replicas: readonly Server[],
  isAstray: (server: Server) => boolean,
): Sources {
  /** What was published here and has not reached the replica: it is read, from the primary, until it has. */
  let published = 0;

  function inOrder(): readonly Server[] {
    const usable = replicas.filter((replica) => replica.isUp() && !isAstray(replica));
    // A primary that did not answer is asked all the same: it may have been replaced since.
    return [...usable, primary];
  }

  function known(): HeadState {
    const states = inOrder().flatMap((server) => server.state() ?? []);
    const [first] = states;
    if (first === undefined)
      throw new StoreError('unavailable', `The database ${primary.connection.place} cannot be reached.`);
    const own = primary.state();
    const isOwn = own?.latest.revision === published && first.latest.revision < published;
    const { latest, horizon } = isOwn ? own : first;
    // What any of them may have pruned already is not read from another; but what is latest is never given up.
    const floor = Math.max(...states.map((state) => state.horizon.floor));
    return { latest, horizon: { ...horizon, floor: Math.min(floor, latest.revision) } };
  }

  /** Waits for a replica to reach a revision. */
  async function reaches(server: Server, revision: number, deadline: number): Promise<boolean> {
    while ((server.state()?.latest.revision ?? 0) < revision) {
      if (performance.now() >= deadline) return false;
      await setTimeout(STEP_MS);
      await server.poll().catch(() => undefined);
      if (!server.isUp()) return false;
    }
    return true;
  }

  async function seenAt<R extends object>(
    statement: Statement,
    values: Values & { readonly at: number },
    orNone = false,
  ) {
    const { at } = values;
    const deadline = performance.now() + PATIENCE_MS;
    let isBehind = false;
    let failure: unknown;
    for (const server of inOrder()) {
      if (server !== primary && !(await reaches(server, at, deadline))) {
        isBehind = true;
        continue;
      }
      try {
        const asked = readFrom<R>(server.connection, statement, values);
        // Whoever can be answered elsewhere does not wait for one who says nothing any more.
        const answer = await (server === primary ? asked : server.orSilent(asked));
        server.note(answer.seen);
        if (answer.seen.revision >= at || (orNone && server === primary)) return answer;
        isBehind = true;
      } catch (error) {
        if (!isLost(error)) throw error;
        server.fail();
        failure = error;
      }
    }
    if (isBehind) {
      throw new StoreError('behind', `No database that answers has reached revision ${at} yet; try again.`, {
        cause: failure,
      });
    }
    throw failure;
  }

  return {
    seenAt,
    at: async <R extends object>(statement: Statement, values: Values & { readonly at: number }) =>
      (await seenAt<R>(statement, values)).rows,
    latest: () => known().latest,
    horizon: () => known().horizon,
    refresh: async () => {
      let failure: unknown;
      for (const server of inOrder()) {
        try {
          await server.refresh();
          return known().latest;
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    advance(state) {
      published = state.latest.revision;
      primary.advance(state);
    },
  };
}
