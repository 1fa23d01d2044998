import { AggregatorRegistry } from 'prom-client';

/** What a process has measured, as prom-client has it in JSON. */
export type MetricSet = readonly object[];

export interface MetricSum {
  readonly set: MetricSet;
  write(): Promise<string>;
}

/** Several processes as one: each metric in the way that it names itself, which is the sum unless it was told otherwise. */
export function sumMetrics(sets: readonly MetricSet[]): MetricSum {
  const registry = AggregatorRegistry.aggregate(sets.map((set) => [...set]));
  return { set: registry.getMetricsAsArray(), write: () => registry.metrics() };
}

/** What is kept of a process that has ended, so that no count ever goes back: all but its gauges. */
export function keepCounts(set: MetricSet): MetricSet {
  return set.filter((metric) => !('type' in metric && metric.type === 'gauge'));
}
