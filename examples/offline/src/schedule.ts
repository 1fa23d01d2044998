import type { Replica, SyncResult } from 'second-opinion/client';

/** How the last sync went: `checking` while one runs, `failed` when the device could not keep what came. */
export type Progress = SyncResult['outcome'] | 'checking' | 'failed';

const SHORTEST_WAIT = 60_000;

/**
 * Syncs now, and again when the app comes to the front, when the network comes back, and when the service said to ask
 * again. Gives a function that syncs at once.
 */
export function keepInStep(replica: Replica, onProgress: (progress: Progress) => void): () => void {
  let timer: number | undefined;

  async function check(): Promise<void> {
    onProgress('checking');
    const outcome = await replica.sync().then(
      (result) => result.outcome,
      () => 'failed' as const,
    );
    onProgress(outcome);
    const wait = await waitAfter(replica, outcome);
    window.clearTimeout(timer);
    timer = window.setTimeout(whenVisible, wait);
  }

  /** A recall matters most to who is about to read. */
  const whenVisible = () => {
    if (!document.hidden) void check();
  };

  document.addEventListener('visibilitychange', whenVisible);
  window.addEventListener('online', whenVisible);
  void check();
  return () => void check();
}

/** A tenth more at random, so that not all devices ask in the same second. */
async function waitAfter(replica: Replica, outcome: Progress): Promise<number> {
  const due = outcome === 'complete' ? (await replica.state()).syncDue : null;
  const wait = due === null ? 0 : due.getTime() - Date.now();
  return Math.max(SHORTEST_WAIT, wait) * (1 + Math.random() / 10);
}
