import type { ResourceOf, ResourceType } from '../schemas/resource.js';
import type { Version } from '../store/store.js';
import { readAttribution } from './read-answer.js';
import { toTimestamp } from './timestamp.js';

/** A live version, as far as representations show it: the store has more, a copy on a device no more than this. */
export type Published<T extends ResourceType> = Pick<
  Version<T>,
  'type' | 'id' | 'publishedAt' | 'updatedAt' | 'resource' | 'body'
>;

/** What representations are composed of, by type and id. */
export type PublishedParts = { readonly [T in ResourceType]: ReadonlyMap<string, Published<T>> };

/** The parts lack what a representation cannot be without: it was erased for safety. */
export class MissingPartError extends Error {
  override readonly name = 'MissingPartError';
}

/** Takes resources from parts, and remembers when the newest of those taken was published. */
export class Shown {
  readonly #parts: PublishedParts | undefined;
  readonly #main: Published<ResourceType>;
  #updatedAt: number;

  constructor(main: Published<ResourceType>, parts?: PublishedParts) {
    this.#main = main;
    this.#parts = parts;
    this.#updatedAt = main.updatedAt;
  }

  /** Throws `MissingPartError` when the parts lack it: a live resource refers to live resources alone, but at an old revision. */
  get<T extends ResourceType>(type: T, id: string): ResourceOf[T] {
    return this.take(type, id).resource;
  }

  /** As `get`, with all that is known of it. */
  take<T extends ResourceType>(type: T, id: string): Published<T> {
    const version: Published<T> | undefined = this.#parts?.[type].get(id);
    if (version === undefined) {
      throw new MissingPartError(`The parts of ${this.#main.type}/${this.#main.id} lack ${type}/${id}.`);
    }
    this.#updatedAt = Math.max(this.#updatedAt, version.updatedAt);
    return version;
  }

  /** Those that the parts have: what was erased for safety is not shown. */
  list<T extends ResourceType>(type: T, ids: readonly string[]): ResourceOf[T][] {
    return ids.filter((id) => this.has(type, id)).map((id) => this.get(type, id));
  }

  /** Those answers whose author can be named, too. */
  listAnswers(ids: readonly string[]): ResourceOf['answer'][] {
    return this.takeAnswers(ids).map(({ resource }) => resource);
  }

  /** As `listAnswers`, with all that is known of each. */
  takeAnswers(ids: readonly string[]): Published<'answer'>[] {
    return ids.filter((id) => this.#isCreditable(id)).map((id) => this.take('answer', id));
  }

  /** How many `listAnswers` would give; they are not taken. */
  countAnswers(ids: readonly string[]): number {
    return ids.filter((id) => this.#isCreditable(id)).length;
  }

  #isCreditable(id: string): boolean {
    const answer = this.#parts?.answer.get(id);
    const attribution = answer && readAttribution(answer);
    return attribution !== undefined && (attribution.kind !== 'named' || this.has('author', attribution.author));
  }

  has(type: ResourceType, id: string): boolean {
    return this.#parts?.[type].has(id) ?? false;
  }

  /** Call it last: it speaks of what was taken so far. */
  stamps(): { publishedAt: string; updatedAt: string } {
    return { publishedAt: toTimestamp(this.#main.publishedAt), updatedAt: toTimestamp(this.#updatedAt) };
  }
}
