import { StoreError } from '../errors.js';
import type { Horizon } from '../store.js';
import type { Connection } from './connection.js';
import type { Seen } from './reads.js';
import { type HeadState, readStanding } from './revisions.js';

const POLL_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** One who is cut off says nothing, not even that the connection is gone. */
const SILENT_MS = 2000;

/** A server that is read from, and what is known of its head. */
export interface Server {
  readonly connection: Connection;
  /** A connection for what is asked in the background. */
  readonly watch: Connection;
  /** As it was last seen; undefined before it answered for the first time. */
  state(): HeadState | undefined;
  /** Whether it answered when it was asked last. */
  isUp(): boolean;
  /** Why it did not answer when it was asked last, as a sentence. */
  failure(): string | undefined;
  /** Whether it only repeats what another does. */
  isStandby(): boolean;
  /** Asks it for its head now. Rejects with `StoreError`. */
  refresh(): Promise<HeadState>;
  /** The same, in the background. */
  poll(): Promise<HeadState>;
  /** Told of what a read saw. */
  note(seen: Seen): void;
  /** Told of what was published or pruned on it. */
  advance(state: HeadState): void;
  /** Told that it does not answer. */
  fail(): void;
  /** Settles as what was asked of it does, or rejects with `StoreError` as soon as it is found to have fallen silent. */
  orSilent<T>(asked: Promise<T>): Promise<T>;
  stop(): void;
}

/**
 * Asks a server for its head ten times a second, so that no request has to; less and less often while it does not answer. Not
 * LISTEN: a standby refuses it, and it tells of a publish before the standby has it. `watch` is a connection for that alone, which no
 * slow read keeps busy; `onChange` is told of every new head.
 */
export function watchHead(connection: Connection, watch: Connection, onChange: () => void): Server {
  let state: HeadState | undefined;
  let isUp = false;
  let failure: string | undefined;
  let isStandby = false;
  let pause = POLL_MS;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const waiting = new Set<(error: StoreError) => void>();

  function know(next: HeadState): void {
    const isNew =
      state?.latest.revision !== next.latest.revision || state.latest.setDigest !== next.latest.setDigest || !isUp;
    state = next;
    isUp = true;
    failure = undefined;
    if (isNew) onChange();
  }

  async function ask(through: Connection, within?: number): Promise<HeadState> {
    try {
      const standing = await readStanding(through, within);
      isStandby = standing.isStandby;
      know(standing.state);
      return standing.state;
    } catch (error) {
      if (error instanceof StoreError) {
        isUp = false;
        failure = error.message;
        if (within !== undefined) for (const giveUp of waiting) giveUp(error);
      }
      throw error;
    }
  }

  async function pollAgain(): Promise<void> {
    await ask(watch, SILENT_MS).then(
      () => {
        pause = POLL_MS;
      },
      () => {
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      },
    );
    schedule();
  }
  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(pollAgain, pause);
    timer.unref();
  }
  schedule();

  return {
    connection,
    watch,
    state: () => state,
    isUp: () => isUp,
    failure: () => failure,
    isStandby: () => isStandby,
    refresh: () => ask(connection),
    poll: () => ask(watch, SILENT_MS),
    note(seen) {
      if (state === undefined || seen.revision < state.latest.revision) return;
      state = { ...state, horizon: toLater(state.horizon, seen) };
    },
    advance: know,
    fail() {
      isUp = false;
    },
    orSilent: (asked) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        asked.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

const toLater = (a: Horizon, b: Horizon): Horizon => ({
  floor: Math.max(a.floor, b.floor),
  erased: Math.max(a.erased, b.erased),
});
