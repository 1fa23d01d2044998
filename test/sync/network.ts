import { deepStrictEqual, fail, ok } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { FetchInit } from '../../src/client/index.js';
import type { RecallList } from '../../src/schemas/recalls.js';
import type { SyncPage } from '../../src/schemas/sync.js';
import type { Horizon } from '../../src/store/store.js';
import { checkPage, isKnown, NOWHERE, type Place } from './expected.js';
import type { History } from './history.js';
import type { Host } from './host.js';

export const ORIGIN = 'https://api.example.org';

/** What becomes of one request: the service never hears of it, or its answer is lost. */
export type Fate = 'arrives' | 'down' | 'lost';

/** How one sync goes. */
export interface Weather {
  /** Of one request after another; then all arrive. */
  readonly fates: readonly Fate[];
  /** Of one page after another, and again. */
  readonly limits: readonly number[];
  /** What happens after each page, while there is any. */
  readonly between: readonly (() => Promise<void>)[];
  /** Whether a cache on the way gives again what it has, however old. */
  readonly cached: boolean;
}

/** An entry of the list of recalls. */
export interface Mark {
  readonly key: string;
  readonly revision: number;
  readonly reinstatedIn: number | null;
}

/** A request that can be made again. */
interface Asked {
  readonly cursor: string | null;
  readonly limit: number;
}

interface Answer {
  readonly era: number;
  readonly from: number;
  readonly to: number;
  readonly body: string;
}

/** What lies between a device and the service. Every answer is held against the history before it goes on. */
export class Network {
  /** What was found wrong while a device waited, which takes every error for one of the network. */
  readonly faults: unknown[] = [];
  /** Every page that was asked for. */
  readonly asked: Asked[] = [];
  /** What the list of recalls named, once the device went on and asked for a page. */
  recalls: { readonly era: number; readonly marks: readonly Mark[] } | undefined;
  /** The latest revision, as the service knew it, when the last page was asked for. */
  latest = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #places = new Map<string | null, Place>([[null, NOWHERE]]);
  readonly #answers = new Map<string, Answer>();
  readonly #kept = new Map<string, string>();

  constructor(
    readonly host: Host,
    readonly history: History,
  ) {}

  /** A `fetch` for one sync. */
  route({ fates, limits, between, cached }: Weather) {
    let requests = 0;
    let pages = 0;
    let listed: Network['recalls'];
    this.recalls = undefined;
    return async (url: string, init: FetchInit): Promise<Response> => {
      const fate = fates[requests++] ?? 'arrives';
      const { pathname, searchParams } = new URL(url);
      const isPage = pathname === '/v1/sync';
      if (isPage) this.recalls = listed;
      if (requests === 1 && isPage) this.faults.push(new Error('A sync begins with something else than the recalls.'));
      if (fate === 'down') throw new TypeError('No network');
      const kept = cached && init.cache !== 'reload' ? this.#kept.get(url) : undefined;
      if (kept !== undefined) return new Response(kept);
      if (isPage) pages += 1;
      const { era } = this.history;
      const response = await this.#noting(async () => {
        const limit = limits[pages % limits.length] ?? 1000;
        const answer = isPage
          ? await this.ask({ cursor: searchParams.get('cursor'), limit })
          : await this.#askRecalls(searchParams.get('cursor'));
        if (answer.ok) this.#kept.set(url, await answer.clone().text());
        if (isPage) await between[pages - 1]?.();
        return answer;
      });
      if (fate === 'lost') throw new TypeError('The connection was lost');
      if (!isPage && response.ok) {
        const before = searchParams.has('cursor') && listed?.era === era ? listed.marks : [];
        listed = { era, marks: [...before, ...(await readRecalls(response))] };
      }
      return response;
    };
  }

  /** One request at a time, with what follows it: so that what is checked is still as it was when it was answered. */
  #noting<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch((error: unknown) => void this.faults.push(error));
    return result;
  }

  /** Asks for a page, and holds it against what was published. */
  async ask({ cursor, limit }: Asked): Promise<Response> {
    const { host, history } = this;
    const place = this.#places.get(cursor) ?? fail('The cursor was never given.');
    this.asked.push({ cursor, limit });
    this.latest = host.store.latest().revision;
    const horizon = host.store.horizon();
    const path = `/v1/sync?limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const response = await host.get(path);
    if (!isKnown(history, place)) {
      deepStrictEqual(response.status, 410, 'a position of a lost history is told so');
      return response;
    }
    deepStrictEqual(response.status, 200, `a cursor works: ${path}`);
    const body = await response.clone().text();
    const page: SyncPage = JSON.parse(body);
    const next = this.#check(horizon, place, limit, page);
    ok(page.to >= (place.window?.to ?? this.latest), 'the window ends at what the service knew, or later');
    this.#places.set(page.nextCursor, next);
    const { from, to } = page;
    const { era } = history;
    const before = this.#answers.get(path);
    if (before?.era === era && before.from === from && before.to === to)
      deepStrictEqual(body, before.body, 'it is the same, byte for byte, however often it is asked for');
    this.#answers.set(path, { era, from, to, body });
    return response;
  }

  #check(known: Horizon, place: Place, limit: number, page: SyncPage): Place {
    const { history } = this;
    try {
      return checkPage(history, place, limit, page);
    } catch (error) {
      if (known.erased >= history.model.erased && known.floor >= history.floor) throw error;
      return checkPage(history.asKnown(known, page.to), place, limit, page);
    }
  }

  async #askRecalls(cursor: string | null): Promise<Response> {
    const response = await this.host.get(
      `/v1/recalls${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (this.host.store.latest().revision === 0) return response;
    // The list was begun in a history that is lost, or is pruned.
    if (cursor !== null && !response.ok) return response;
    deepStrictEqual(response.status, 200);
    const { revision }: RecallList = JSON.parse(await response.clone().text());
    const named = await readRecalls(response);
    const expected = this.history.model
      .recalls(0, revision)
      .map(({ type, id, revision: at, reinstatedIn }) => ({ key: `${type}/${id}`, revision: at, reinstatedIn }));
    const start = cursor === null ? 0 : expected.findIndex((one) => isDeepStrictEqual(one, named[0]));
    deepStrictEqual(named, expected.slice(start, start + 20), 'what was recalled is listed');
    return response;
  }
}

async function readRecalls(response: Response) {
  const { data }: RecallList = JSON.parse(await response.clone().text());
  return data.map(({ type, id, revision, reinstatedIn }) => ({ key: `${type}/${id}`, revision, reinstatedIn }));
}
