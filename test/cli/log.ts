import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LogEntry extends Readonly<Record<string, unknown>> {
  readonly msg: string;
}

export interface Log {
  /** What was said until now. */
  readonly entries: readonly LogEntry[];
  /** The first entry with this message that was not given before. Rejects when the process ends without it. */
  next(msg: string): Promise<LogEntry>;
}

/** Reads the log of a process for as long as it lives. */
export function openLog(child: ChildProcess): Log {
  if (!child.stdout) throw new Error('The output is not piped.');
  const entries: LogEntry[] = [];
  const given = new Set<LogEntry>();
  let waiting: (() => void)[] = [];
  let isOver = false;
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  createInterface({ input: child.stdout })
    .on('line', (line) => {
      const entry: LogEntry = JSON.parse(line);
      entries.push(entry);
      wake();
    })
    .on('close', () => {
      isOver = true;
      wake();
    });
  return {
    entries,
    async next(msg) {
      for (;;) {
        const found = entries.find((entry) => entry.msg === msg && !given.has(entry));
        if (found) {
          given.add(found);
          return found;
        }
        if (isOver) throw new Error(`The process ended and did not say “${msg}”.`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

/** The process ids of the workers that an entry names. */
export function workersOf({ workers }: LogEntry): readonly number[] {
  return Array.isArray(workers) ? workers.map(Number) : [];
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
