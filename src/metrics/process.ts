import { readdirSync } from 'node:fs';
import {
  type EventLoopUtilization,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { gaugesOf } from './gauge.js';

const gcKinds: Readonly<Record<number, string>> = { 1: 'minor', 4: 'major', 8: 'incremental', 16: 'weakcb' };
const RESOLUTION_MILLISECONDS = 20;

/** The process and its runtime (`process.*`, `nodejs.*`, `v8js.*`). Gives what ends the measuring. */
export function measureProcess(registers: Registry[]): () => void {
  const cpu = new Counter({
    name: 'process_cpu_time_seconds_total',
    help: 'CPU time.',
    labelNames: ['cpu_mode'] as const,
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      cpu.inc({ cpu_mode: 'user' }, user / 1e6);
      cpu.inc({ cpu_mode: 'system' }, system / 1e6);
    },
  });
  const gauge = gaugesOf(registers);
  gauge('process_memory_usage_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'Since the process began.', () => process.uptime(), 'max');
  gauge('process_unix_file_descriptor_count', 'Open file descriptors, connections among them.', countFiles);

  let before: EventLoopUtilization = performance.eventLoopUtilization();
  const readUtilisation = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
  const busy = 'How busy the event loop was since the last look.';
  gauge('nodejs_eventloop_utilization_ratio', busy, readUtilisation, 'max');
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  delay.enable();
  const toSeconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  gauge('nodejs_eventloop_delay_mean_seconds', 'Mean delay of the event loop.', () => toSeconds(delay.mean), 'max');
  gauge('nodejs_eventloop_delay_p99_seconds', '99th percentile of it.', () => toSeconds(delay.percentile(99)), 'max');
  gauge('nodejs_eventloop_delay_max_seconds', 'The most of it.', () => toSeconds(delay.max), 'max');

  const heap = new Gauge({
    name: 'v8js_memory_heap_used_bytes',
    help: 'Used heap, by space.',
    labelNames: ['v8js_heap_space_name'] as const,
    registers,
    collect() {
      for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
        heap.set({ v8js_heap_space_name: space_name }, space_used_size);
      }
    },
  });
  const gc = new Histogram({
    name: 'v8js_gc_duration_seconds',
    help: 'Garbage collections.',
    labelNames: ['v8js_gc_type'] as const,
    buckets: [0.001, 0.01, 0.1, 1],
    registers,
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gc.observe({ v8js_gc_type: toKind(entry) }, entry.duration / 1000);
  });
  observer.observe({ entryTypes: ['gc'] });

  return () => {
    delay.disable();
    observer.disconnect();
  };
}

function toKind(entry: PerformanceEntry): string {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  const isKnown = typeof detail === 'object' && detail !== null && 'kind' in detail;
  return (isKnown ? gcKinds[Number(detail.kind)] : undefined) ?? 'other';
}

/** 0 where the system does not tell. */
function countFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
