import type pg from 'pg';
import type { Connection, Session } from './connection.js';
import { isLost } from './failures.js';
import { type Statement, toStatement, type Values } from './statement.js';

const ASK = toStatement('key_ask', 'SELECT 1');
const ASK_AGAIN_MS = 500;
const SILENT_MS = 2000;

/**
 * Where keys are looked up: on the primary, which alone knows at once of one that was revoked. While it does not answer nothing
 * is revoked anywhere, and the replicas know of all that was: they are read, in their order, until it is back.
 */
export function chooseKeyReads(primary: Connection, replicas: readonly Connection[]): Session & { stop(): void } {
  let isAway = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  /** Asked aside: no request waits for one that may not answer at all. */
  function awaitReturn(): void {
    isAway = true;
    if (isStopped) return;
    const ask = () =>
      primary.all(ASK).then(() => {
        isAway = false;
      }, awaitReturn);
    timer = setTimeout(ask, ASK_AGAIN_MS).unref();
  }

  return {
    async all<R extends pg.QueryResultRow>(statement: Statement, values?: Values) {
      let lost: unknown;
      for (const connection of isAway ? replicas : [primary, ...replicas]) {
        try {
          // A look-up takes a millisecond: one who is silent for longer is asked no more while there is another.
          return await connection.all<R>(statement, values, replicas.length > 0 ? SILENT_MS : undefined);
        } catch (error) {
          if (!isLost(error)) throw error;
          lost = error;
          if (connection === primary && replicas.length > 0 && !isAway) awaitReturn();
        }
      }
      throw lost;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
