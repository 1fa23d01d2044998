import type { Logger } from 'pino';
import type { ReadStore } from '../store/store.js';
import { findCurrent } from './current.js';
import type { Shelf } from './shelf.js';
import { type Building, startBuilding } from './thread.js';

const TICK_MS = 250;
const RETRY_MS = 60_000;
/** While publish follows publish, a snapshot is built after so many times the wait all the same. */
const MOST_WAITS = 10;

export interface BackgroundOptions {
  readonly store: Pick<ReadStore, 'latest' | 'horizon' | 'findRevision'>;
  readonly databaseUrl: string;
  readonly shelf: Shelf;
  /** How long after a publish; `off` builds none. */
  readonly seconds: number | 'off';
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Removes snapshots that hold what was recalled, and builds a new one some time after a publish. What fails is logged and tried
 * again: the service does without.
 */
export function buildInBackground(options: BackgroundOptions): { stop(): Promise<void> } {
  const { store, databaseUrl, shelf, seconds, logger } = options;
  const wait = seconds === 'off' ? Number.POSITIVE_INFINITY : seconds * 1000;
  let erased = 0;
  /** The revision that is waited for, since when it is the latest, and since when any is waited for. */
  let waiting = { revision: 0, since: 0, first: 0 };
  let done = 0;
  let notBefore = 0;
  let building: Building | undefined;
  let working: Promise<void> | undefined;

  async function removeRecalled(): Promise<void> {
    const now = store.horizon().erased;
    if (now === erased) return;
    const removed = await shelf.removeBefore(now);
    erased = now;
    if (removed.length > 0) logger.info({ revisions: removed }, 'removed snapshots that hold what was recalled');
  }

  function isDue(): boolean {
    const now = performance.now();
    const { revision } = store.latest();
    if (revision === done || revision === 0) return false;
    if (revision !== waiting.revision) {
      waiting = { revision, since: now, first: waiting.revision === done ? now : waiting.first };
    }
    const isQuiet = now - waiting.since >= wait || now - waiting.first >= wait * MOST_WAITS;
    return isQuiet && now >= notBefore;
  }

  async function build(): Promise<void> {
    const current = await findCurrent(shelf, store);
    if (current?.revision === store.latest().revision) {
      done = current.revision;
      return;
    }
    const started = performance.now();
    building = startBuilding({ databaseUrl, folder: shelf.folder });
    const outcome = await building.outcome;
    if (outcome.state === 'built') {
      done = outcome.revision;
      waiting = { ...waiting, revision: done };
      const milliseconds = Math.round(performance.now() - started);
      logger.info({ revision: done, files: outcome.files, milliseconds }, 'built a snapshot');
    } else if (outcome.code !== 'stopped') {
      notBefore = performance.now() + Math.min(wait, RETRY_MS);
      logger.info({ reason: outcome.detail }, 'built no snapshot');
    }
  }

  async function work(): Promise<void> {
    try {
      await removeRecalled();
      if (isDue()) await build();
    } catch (error) {
      notBefore = performance.now() + RETRY_MS;
      logger.warn({ err: error }, 'could not build a snapshot');
    } finally {
      building = undefined;
      working = undefined;
    }
  }

  const timer = setInterval(() => {
    working ??= work();
  }, TICK_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await building?.stop();
      await working;
    },
  };
}
