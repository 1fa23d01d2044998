const FIRST_MILLISECONDS = 100;
const MOST_MILLISECONDS = 5000;
const FORGOTTEN_MILLISECONDS = 60_000;

/**
 * How long to wait before a worker that has ended is replaced, asked at each end: not at all at first, longer and longer when
 * they end one after the other.
 */
export function createBackOff(now: () => number = () => performance.now()): () => number {
  let before = Number.NEGATIVE_INFINITY;
  let wait = 0;
  return () => {
    const isFirst = now() - before >= FORGOTTEN_MILLISECONDS;
    before = now();
    if (isFirst) wait = 0;
    else wait = Math.min(MOST_MILLISECONDS, wait === 0 ? FIRST_MILLISECONDS : wait * 2);
    return wait;
  };
}
