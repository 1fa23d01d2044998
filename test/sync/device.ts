import { deepStrictEqual, fail, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import {
  type Article,
  MemoryStore,
  Replica,
  type ReplicaStore,
  SqliteStore,
  type SyncResult,
  toSqliteHandle,
} from '../../src/client/index.js';
import { type Mark, type Network, ORIGIN, type Weather } from './network.js';

/** The device dies at one of the writes of its store. */
export interface Death {
  readonly write: number;
  /** Whether the write was done. */
  readonly after: boolean;
}

export interface Trip extends Weather {
  readonly death: Death | undefined;
  /** How often one request is tried. */
  readonly tries: number;
  /** Two apps on one store, as in two tabs. */
  readonly together: boolean;
}

export const CALM: Trip = {
  fates: [],
  limits: [1000],
  between: [],
  cached: false,
  death: undefined,
  tries: 1,
  together: false,
};

class DeathError extends Error {}

/** What a user has in hand: an app that begins anew with every sync, on a store that stays. */
export class Device {
  readonly #network: Network;
  readonly #store: ReplicaStore;
  /** What the service said was recalled, by key: the newest recall. */
  #recalled = new Map<string, Mark>();
  #era = 0;

  private constructor(network: Network, store: ReplicaStore) {
    this.#network = network;
    this.#store = store;
  }

  static async open(network: Network, kind: 'memory' | 'sqlite'): Promise<Device> {
    const store =
      kind === 'memory' ? new MemoryStore() : await SqliteStore.open(toSqliteHandle(new Database(':memory:')));
    return new Device(network, store);
  }

  #open(store: ReplicaStore, weather: Weather, tries: number): Replica {
    return new Replica({
      baseUrl: ORIGIN,
      store,
      fetch: this.#network.route(weather),
      sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      backOff: { tries },
      wait: async () => {},
    });
  }

  /** undefined: it died. */
  async sync({ death, tries, together, ...weather }: Trip): Promise<SyncResult | undefined> {
    const store = death === undefined ? this.#store : dying(this.#store, death);
    const replica = this.#open(store, weather, tries);
    const other = together ? this.#open(store, { ...weather, between: [] }, tries) : undefined;
    const results = await Promise.allSettled([replica.sync(), ...(other === undefined ? [] : [other.sync()])]);
    this.#learnRecalls(weather.cached);
    for (const result of results)
      if (result.status === 'rejected' && !(result.reason instanceof DeathError)) throw result.reason;
    const [first] = results;
    return first?.status === 'fulfilled' ? first.value : undefined;
  }

  #learnRecalls(cached: boolean): void {
    const { recalls, history } = this.#network;
    if (this.#era !== history.era) this.#recalled.clear();
    this.#era = history.era;
    if (cached || recalls?.era !== history.era) return;
    // The newest come first.
    for (const mark of [...recalls.marks].reverse()) this.#recalled.set(mark.key, mark);
  }

  /** The copy is a set that was published, exactly, and shows nothing that the device was told is recalled. */
  async check(): Promise<{ readonly revision: number }> {
    const { history } = this.#network;
    const { state, items } = await this.#store.list(undefined, 10_000);
    const { revision, set } = state?.copy ?? { revision: 0, set: { digest: history.setDigest(0) ?? '' } };
    const published = history.findState(revision, set.digest) ?? fail('The copy is none that was ever published.');
    const expected = [...published.known.values()].flatMap(({ type, id, digest, resource }) =>
      resource === null ? [] : [{ type, id, digest, resource }],
    );
    deepStrictEqual(
      byKey(items.map(({ type, id, digest, resource }) => ({ type, id, digest, resource }))),
      byKey(expected),
      `the copy equals the set at ${revision}`,
    );

    const isOfThisHistory = history.setDigest(revision) === set.digest;
    const shown = new Set((await this.#open(this.#store, CALM, 1).articles(1000)).flatMap(listShown));
    const held = new Map(items.map((item) => [`${item.type}/${item.id}`, item.revision]));
    for (const [key, mark] of this.#era === history.era ? this.#recalled : []) {
      // Of what was published again, a copy from a lost history cannot be told from the new one by its number.
      const isNewer = mark.reinstatedIn !== null && (held.get(key) ?? 0) >= mark.revision;
      ok(
        !shown.has(key) || isNewer || (isOfThisHistory && revision >= mark.revision),
        `${key} was recalled at ${mark.revision}, and is shown`,
      );
    }
    return { revision };
  }

  /** Every article of the copy is the one that the service gives. */
  async checkArticles(): Promise<void> {
    const { host, history } = this.#network;
    const replica = this.#open(this.#store, CALM, 1);
    deepStrictEqual(await replica.verify(), { sound: true, faulty: [], complete: true });
    // A recall that a restored backup lost stays heeded until the service has come as far again.
    const { recalled } = await replica.state();
    if (history.era === 0) deepStrictEqual(recalled, []);
    if (recalled.length > 0) return;
    for (const { id, slug } of history.model.live('question', history.latest)) {
      const text = await (await host.get(`/v1/questions/${slug}`)).text();
      // The same set may have come about twice: then only the times may differ.
      const own = JSON.stringify(await replica.article(id));
      if (history.era === 0) deepStrictEqual(own, text);
      else deepStrictEqual(timeless(own), timeless(text));
    }
  }
}

function listShown(article: Article): string[] {
  const answers = article.answers.flatMap(({ id, attribution, recommendations }) => [
    `answer/${id}`,
    ...(attribution.kind === 'named' ? [`author/${attribution.author.id}`] : []),
    ...recommendations.map(({ exercise }) => `exercise/${exercise.id}`),
  ]);
  const topics = article.topics.map(({ id }) => `topic/${id}`);
  const related = article.related.map(({ id }) => `question/${id}`);
  return [`question/${article.id}`, ...answers, ...topics, ...related, `disclaimer/${article.disclaimer.id}`];
}

function timeless(text: string): unknown {
  return JSON.parse(text, (name, value) => (name === 'publishedAt' || name === 'updatedAt' ? typeof value : value));
}

function byKey<T extends { readonly type: string; readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (`${a.type}/${a.id}` < `${b.type}/${b.id}` ? -1 : 1));
}

function dying(store: ReplicaStore, { write: nth, after }: Death): ReplicaStore {
  let writes = 0;
  const write = async (step: () => Promise<boolean>) => {
    writes += 1;
    if (writes > nth || (writes === nth && !after)) throw new DeathError();
    const result = await step();
    if (writes === nth) throw new DeathError();
    return result;
  };
  return {
    read: (wanted) => store.read(wanted),
    list: (after, limit) => store.list(after, limit),
    save: (state) => write(() => store.save(state)),
    stage: (state, changes, fresh) => write(() => store.stage(state, changes, fresh)),
    apply: (state, mode) => write(() => store.apply(state, mode)),
  };
}
