import type { Article } from '../schemas/article.js';
import { isOf, readArticle } from './article-parts.js';
import { type BackOff, DEFAULT_BACK_OFF } from './back-off.js';
import { readConsistently } from './consistent-read.js';
import type { Link } from './link.js';
import { searchQuestions } from './local-search.js';
import { NEW_STATE } from './replica-state.js';
import type { ItemKey, ReplicaStore } from './replica-store.js';
import { listReviewsDue, type ReviewDue } from './reviews.js';
import { defaultSha256, type Sha256 } from './sha256.js';
import { runSync, type SyncResult } from './sync.js';
import type { FetchInit } from './transport.js';
import { type Verification, verifyCopy } from './verification.js';

export interface ReplicaOptions {
  /** Where the service is, such as `https://api.example.org`. */
  readonly baseUrl: string;
  /** Where the copy is kept. */
  readonly store: ReplicaStore;
  /** How long a copy may be shown after the service last confirmed it, in milliseconds. 30 days unless told. */
  readonly maxOffline?: number;
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: (url: string, init: FetchInit) => Promise<Response>;
  readonly sha256?: Sha256;
  /** How long one request may take, in milliseconds. 30 seconds unless told. */
  readonly timeout?: number;
  readonly backOff?: Partial<BackOff>;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** From 0 to below 1. */
  readonly random?: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export interface ReplicaStatus {
  /** The revision that the copy equals; 0 before the first sync. */
  readonly revision: number;
  /** How many resources it holds. */
  readonly count: number;
  readonly setDigest: string;
  /** When the service last confirmed the copy; null before the first sync. */
  readonly confirmedAt: Date | null;
  /** When to sync next; null: now. */
  readonly syncDue: Date | null;
  /** Whether the copy was out of touch for too long to be relied on: say so, or do not show it. */
  readonly expired: boolean;
  /** What is hidden because it was recalled, until the next complete sync takes it away. */
  readonly recalled: readonly ItemKey[];
  /** The articles whose next review was due before today (UTC). */
  readonly reviewsDue: readonly ReviewDue[];
}

const DAY = 86_400_000;

/** A copy of the content on the device: kept equal to the service by `sync`, and read whether or not there is a network. */
export class Replica {
  readonly #link: Link;
  readonly #maxOffline: number;
  #running: Promise<SyncResult> | undefined;

  constructor(options: ReplicaOptions) {
    const {
      baseUrl,
      store,
      maxOffline = 30 * DAY,
      headers = {},
      fetch = (url, init) => globalThis.fetch(url, init),
      sha256 = defaultSha256(),
      timeout = 30_000,
      backOff = {},
      now = Date.now,
      random = Math.random,
      wait = (milliseconds) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
    } = options;
    const transport = { fetch, headers, now, random, wait, timeout, backOff: { ...DEFAULT_BACK_OFF, ...backOff } };
    this.#link = { baseUrl: baseUrl.replace(/\/+$/, ''), store, transport, sha256 };
    this.#maxOffline = maxOffline;
  }

  /**
   * Brings the copy up to date. What the network or the service does is told by the result; rejects only when the store
   * does. Until a window is whole and adds up, readers see the copy as it was, less what was recalled. Calls while one
   * runs share its result.
   */
  sync(): Promise<SyncResult> {
    this.#running ??= runSync(this.#link).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** The article of a question, by slug or id, as `GET /v1/questions/{slug}` gives it. undefined: not held, or recalled. */
  article(name: string): Promise<Article | undefined> {
    return readConsistently(this.#link.store, async (reader) => {
      const wanted = [
        { type: 'question', slug: name },
        { type: 'question', id: name },
      ];
      const item = (await reader.items(wanted)).find((candidate) => candidate !== undefined);
      return isOf('question', item) ? readArticle(reader, item) : undefined;
    });
  }

  /** At most `limit` articles by id, those after `after`. */
  articles(limit = 20, after?: string): Promise<Article[]> {
    return readConsistently(this.#link.store, async (reader) => {
      const articles: Article[] = [];
      for await (const items of reader.pages('question', after)) {
        for (const item of items) {
          const article = isOf('question', item) ? await readArticle(reader, item) : undefined;
          if (article !== undefined) articles.push(article);
          if (articles.length === limit) return articles;
        }
      }
      return articles;
    });
  }

  /** The articles in whose title or answers every word occurs, or begins a word; by id. */
  search(text: string, limit = 20): Promise<Article[]> {
    return readConsistently(this.#link.store, async (reader) => {
      const articles: Article[] = [];
      for (const question of await searchQuestions(reader, text, limit)) {
        const article = await readArticle(reader, question);
        if (article !== undefined) articles.push(article);
      }
      return articles;
    });
  }

  /** How the copy stands. */
  async state(): Promise<ReplicaStatus> {
    const { store, transport } = this.#link;
    const now = transport.now();
    const { state = NEW_STATE } = await store.read([]);
    const { revision, set, confirmedAt, pollAfterSeconds } = state.copy;
    return {
      revision,
      count: set.count,
      setDigest: set.digest,
      confirmedAt: confirmedAt === null ? null : new Date(confirmedAt),
      syncDue: confirmedAt === null ? null : new Date(confirmedAt + pollAfterSeconds * 1000),
      // A clock that was set back does not make an old copy young.
      expired: confirmedAt !== null && Math.abs(now - confirmedAt) > this.#maxOffline,
      recalled: state.recalls.map(({ type, id }) => ({ type, id })),
      reviewsDue: await readConsistently(store, (reader) => listReviewsDue(reader, new Date(now))),
    };
  }

  /** Recomputes every digest of the copy, and their sum. */
  verify(): Promise<Verification> {
    return verifyCopy(this.#link.store, this.#link.sha256);
  }

  /** Makes the next sync fetch everything anew, as after `verify` found a fault. The old copy stays until then. */
  async startOver(): Promise<void> {
    const { store } = this.#link;
    for (;;) {
      const { state = NEW_STATE } = await store.read([]);
      if (await store.save({ ...state, version: state.version + 1, window: null, startOver: true })) return;
    }
  }
}
