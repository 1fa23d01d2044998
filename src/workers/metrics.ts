import type { Metrics } from '../metrics/metrics.js';
import { keepCounts, type MetricSet, sumMetrics } from '../metrics/sum.js';
import type { Worker } from './worker.js';

/** The metrics of the primary and of all workers as one, those that have ended included: a restart is not seen in a count. */
export interface PoolMetrics extends Pick<Metrics, 'write' | 'mediaType'> {
  /** Keeps what a worker that has ended has counted. */
  keep(worker: Pick<Worker, 'measured'>): void;
}

export function gatherMetrics(
  own: Pick<Metrics, 'read' | 'mediaType'>,
  list: () => readonly Pick<Worker, 'measure'>[],
): PoolMetrics {
  let ended: MetricSet = [];
  return {
    mediaType: own.mediaType,
    async write() {
      // Of the same moment as the list: who ends meanwhile is counted once.
      const before = ended;
      const sets = await Promise.all([own.read(), ...list().map((worker) => worker.measure())]);
      return sumMetrics([...sets, before]).write();
    },
    keep(worker) {
      ended = sumMetrics([ended, keepCounts(worker.measured())]).set;
    },
  };
}
