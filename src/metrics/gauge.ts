import { type Aggregator, Gauge, type Registry } from 'prom-client';

/** Makes gauges whose value is read when they are scraped; of several workers their sum is told, or what `aggregator` says. */
export function gaugesOf(registers: Registry[]) {
  return (name: string, help: string, read: () => number, aggregator: Aggregator = 'sum') =>
    new Gauge({
      name,
      help,
      registers,
      aggregator,
      collect() {
        this.set(read());
      },
    });
}
