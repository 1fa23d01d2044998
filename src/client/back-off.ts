export interface BackOff {
  /** How often a request is sent, at most. */
  readonly tries: number;
  /** The longest wait before the second try, in milliseconds; it doubles with each further try. */
  readonly base: number;
  /** The longest wait between two tries. A service that asks for more is left alone until the next sync. */
  readonly longest: number;
}

export const DEFAULT_BACK_OFF: BackOff = { tries: 5, base: 500, longest: 30_000 };

/** Full jitter: any wait from 0 to the doubled bound, so that the devices of a whole country do not come back at once. */
export function jitteredWait(failures: number, { base, longest }: BackOff, random: () => number): number {
  return Math.floor(random() * Math.min(longest, base * 2 ** (failures - 1)));
}

/** `Retry-After` (RFC 9110 §10.2.3), seconds or a date, in milliseconds from now; undefined when absent or not valid. */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
