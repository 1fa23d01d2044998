import { Gauge, type Registry } from 'prom-client';

/** Makes gauges whose value is read when they are scraped. */
export function gaugesOf(registers: Registry[]) {
  return (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
}
