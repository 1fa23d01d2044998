import type { Problem } from '../schemas/problem.js';
import { type BackOff, jitteredWait, readRetryAfter } from './back-off.js';
import { readProblem, WireError } from './wire.js';

/** What a replica asks of `fetch`. */
export interface FetchInit {
  readonly headers: Record<string, string>;
  readonly cache: 'default' | 'reload';
  readonly signal: AbortSignal;
}

export interface Transport {
  readonly fetch: (url: string, init: FetchInit) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** How long one try may take, the body included, in milliseconds. */
  readonly timeout: number;
  readonly backOff: BackOff;
}

/** Why nothing came, although it was tried as often as allowed. */
export type Unavailable =
  /** The service was not reached. */
  | { readonly outcome: 'offline'; readonly cause: unknown }
  /** It was, and cannot answer now. */
  | { readonly outcome: 'unavailable'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** It answered with what cannot be right. */
  | { readonly outcome: 'invalid'; readonly detail: string };

/** The request itself was turned down: to repeat it is of no use. */
export interface Refused {
  readonly outcome: 'refused';
  readonly status: number;
  readonly problem: Problem | undefined;
}

export type Reply<T> = { readonly outcome: 'answered'; readonly value: T; readonly at: number } | Unavailable | Refused;

const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Sends one request until it is answered, refused or tried often enough. Never throws for what the network or the service does. */
export async function ask<T>(
  transport: Transport,
  url: string,
  read: (body: unknown) => T | Promise<T>,
): Promise<Reply<T>> {
  const { backOff, random, wait } = transport;
  for (let failures = 0; ; ) {
    // A spoilt or stale answer may sit in the platform's cache: a repetition goes round it.
    const { reply, retryAfter = 0 } = await attempt(transport, url, read, failures > 0 ? 'reload' : 'default');
    if (reply.outcome === 'answered' || reply.outcome === 'refused') return reply;
    failures += 1;
    if (failures >= backOff.tries || retryAfter > backOff.longest) return reply;
    await wait(Math.max(retryAfter, jitteredWait(failures, backOff, random)));
  }
}

interface Attempt<T> {
  readonly reply: Reply<T>;
  /** In milliseconds. */
  readonly retryAfter?: number | undefined;
}

async function attempt<T>(
  { fetch, headers, now, timeout }: Transport,
  url: string,
  read: (body: unknown) => T | Promise<T>,
  cache: FetchInit['cache'],
): Promise<Attempt<T>> {
  const at = now();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      cache,
      signal: controller.signal,
    });
    text = await response.text();
  } catch (cause) {
    return { reply: { outcome: 'offline', cause } };
  } finally {
    clearTimeout(timer);
  }
  const { status } = response;
  if (TRANSIENT.has(status)) {
    const retryAfter = readRetryAfter(response.headers.get('retry-after'), now());
    const retryAfterSeconds = retryAfter === undefined ? null : Math.ceil(retryAfter / 1000);
    return { reply: { outcome: 'unavailable', status, retryAfterSeconds }, retryAfter };
  }
  if (!response.ok) return { reply: { outcome: 'refused', status, problem: readProblem(parse(text)) } };
  try {
    return { reply: { outcome: 'answered', value: await read(parse(text)), at } };
  } catch (error) {
    if (error instanceof WireError) return { reply: { outcome: 'invalid', detail: error.message } };
    throw error;
  }
}

/** undefined when it is not JSON, which no reader takes. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
