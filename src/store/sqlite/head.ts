import type { Database } from 'better-sqlite3';
import type { ReadStore } from '../store.js';
import { type HeadState, prepareReadHead } from './revisions.js';
import type { Transact } from './transaction.js';

const POLL_MS = 100;

export interface Head extends Pick<ReadStore, 'latest' | 'horizon' | 'refresh'> {
  /** Reads, and knows afterwards of all that the read could see. */
  readonly read: Transact;
  /** Told of what was published or pruned here. */
  readonly advance: (state: HeadState) => void;
  readonly stop: () => void;
}

/** Keeps the latest revision and the horizon at hand. A timer, and no request, asks whether another process moved them. */
export function watchHead(db: Database, read: Transact): Head {
  const readHead = prepareReadHead(db);
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  let seen = dataVersion.get();
  let state = readHead();

  function poll(): void {
    try {
      const now = dataVersion.get();
      if (now === seen) return;
      state = readHead();
      seen = now;
    } catch {
      // The database does not answer: what is known stays true of its revision, and `ping` tells.
    }
  }
  const timer = setInterval(poll, POLL_MS);
  timer.unref();

  return {
    read: async (work) => {
      try {
        return await read(work);
      } finally {
        poll();
      }
    },
    latest: () => state.latest,
    horizon: () => state.horizon,
    refresh: async () => {
      state = await read(readHead);
      return state.latest;
    },
    advance: (advanced) => {
      state = advanced;
    },
    stop: () => clearInterval(timer),
  };
}
