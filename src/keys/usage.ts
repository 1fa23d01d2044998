import type { KeyReads, Usage } from '../store/keys.js';

export interface Used {
  /** Of the key; empty for a request without one. */
  readonly prefix: string;
  readonly route: string;
  /** All of which were alike. */
  readonly requests: number;
  readonly isCharged: boolean;
  readonly isDeprecated: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The rows that wait, at most: far more than there are keys in use times routes between two writes. */
const MAX_WAITING = 100_000;

export interface UsageBook {
  count(used: Used): void;
  /** Writes what was counted since. What cannot be written now waits for the next time. */
  flush(): Promise<void>;
}

/** Counts in memory; whoever answers requests never waits for it. */
export function openUsageBook(keys: Pick<KeyReads, 'addUsage'>, now: () => number = Date.now): UsageBook {
  let counted = new Map<string, Usage>();
  let lastUsed = new Map<string, number>();
  let today = { number: Number.NaN, text: '' };

  function add(usage: Usage): void {
    const id = `${usage.day} ${usage.prefix} ${usage.route}`;
    const before = counted.get(id);
    if (before === undefined && counted.size >= MAX_WAITING) return;
    counted.set(id, {
      ...usage,
      requests: usage.requests + (before?.requests ?? 0),
      charged: usage.charged + (before?.charged ?? 0),
      deprecated: usage.deprecated + (before?.deprecated ?? 0),
    });
  }

  /** A day is long, and to write it costs more than to count. */
  function toDay(at: number): string {
    const number = Math.floor(at / DAY);
    if (number !== today.number) today = { number, text: new Date(at).toISOString().slice(0, 10) };
    return today.text;
  }

  function note(prefix: string, at: number): void {
    lastUsed.set(prefix, Math.max(at, lastUsed.get(prefix) ?? 0));
  }

  return {
    count({ prefix, route, requests, isCharged, isDeprecated }) {
      const at = now();
      const day = toDay(at);
      const charged = isCharged ? requests : 0;
      add({ day, prefix, route, requests, charged, deprecated: isDeprecated ? requests : 0 });
      if (prefix !== '') note(prefix, Math.floor(at / HOUR) * HOUR);
    },
    async flush() {
      if (counted.size === 0) return;
      const [rows, used] = [counted, lastUsed];
      counted = new Map();
      lastUsed = new Map();
      try {
        await keys.addUsage([...rows.values()], used);
      } catch (error) {
        for (const row of rows.values()) add(row);
        for (const [prefix, at] of used) note(prefix, at);
        throw error;
      }
    },
  };
}
