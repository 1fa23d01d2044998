import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CdnProfile } from '../config.js';
import type { Cursors, ListPlace } from '../cursor.js';
import type { Page } from '../schemas/page.js';
import type { ResourceKey } from '../schemas/resource.js';
import type { PageRequest, Position, ReadStore } from '../store/store.js';
import { buildPath, toCanonicalUrl } from './address.js';
import { MAX_SEGMENT_LENGTH } from './admission.js';
import type { Found, Kept, RepresentationCache } from './cache.js';
import { toCacheHeaders } from './caching.js';
import { invalidParameters, readSignificantParameters } from './parameters.js';
import { buildRepresentation, type Representation } from './representation.js';
import { settleRevisions } from './revision.js';
import { sendRepresentation } from './send.js';
import { splitTarget } from './target.js';

/**
 * How long caches may keep an answer: an article or other single thing, a list, what changes with every publish, what apps must
 * learn soon, or a page of a sync window, which never changes.
 */
export type CachePolicy = 'detail' | 'list' | 'volatile' | 'fresh' | 'window';

/** A finished answer that settles its revision by itself. */
export interface Written {
  readonly policy: CachePolicy;
  readonly at: number;
  /** The body; called when it is not in the cache. */
  readonly write: () => Promise<{ readonly text: string; readonly tags: readonly ResourceKey[] }>;
}

export interface Produced<T> {
  /** Or its JSON, when that is written already. */
  readonly body: T | string;
  /** What the body shows: purge tags. */
  readonly tags: readonly ResourceKey[];
  /** Whether the body is a function of the versions of its tags and of nothing else, so that it stays when others change. */
  readonly isOfTagsAlone?: boolean;
  /** `application/json` when undefined. */
  readonly mediaType?: string;
}

export interface ProducedPage<T> {
  /** Builds the body around its `page` member. */
  readonly body: (page: Page) => T;
  readonly tags: readonly ResourceKey[];
  /** As in `Produced`, but for the cursor. */
  readonly isOfTagsAlone?: boolean;
  /** The place of the last item when more follow. */
  readonly next: Position | undefined;
}

/** Answers public reads: fixes the revision, asks the cache, composes on a miss, and sends with every header that is due. */
export interface Reader {
  /** A read with the policy `volatile` is of what is latest: it takes no `revision`, and works before the first publish, at 0. */
  one<T extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    policy: CachePolicy,
    produce: (at: number) => Promise<Produced<T>>,
  ): Promise<FastifyReply>;
  /** As `one`, for a route that takes one name in its path and nothing but `revision` beside it. */
  named<T extends object>(
    route: string,
    policy: CachePolicy,
    produce: (name: string, at: number) => Promise<Produced<T>>,
  ): (request: FastifyRequest, reply: FastifyReply, name: string) => Promise<FastifyReply>;
  /** Whether what the cache has is of what is current; else whoever reads next has something to do first. */
  isCurrent(): boolean;
  /** The latest of something named, by its canonical address, while `isCurrent`. Undefined for any other address. */
  prepare(address: string): Prepared | undefined;
  /** What was prepared could not be made: the route fails with it at once, should it read at the same revision. */
  fail(request: IncomingMessage, prepared: Prepared, error: unknown): void;
  /** As `one`, for operations that take `limit` and `cursor`: the cursor is bound to the operation, its path and its filters. */
  page<T extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    policy: CachePolicy,
    produce: (at: number, page: PageRequest) => Promise<ProducedPage<T>>,
  ): Promise<FastifyReply>;
  /** For an operation that takes no `revision`: the answer is a function of its address and the revision that it says it is of. */
  written(request: FastifyRequest, reply: FastifyReply, written: Written): Promise<FastifyReply>;
}

/** An answer that can be made without a request. */
export interface Prepared {
  /** The template. */
  readonly route: string;
  readonly at: number;
  /** Rejects with whatever the route would fail with. */
  readonly make: () => Promise<Found>;
}

/** Thrown by `produce`: the answer is a 308 to this path; query parameters are kept. */
export class MovedError extends Error {
  override readonly name = 'MovedError';
  constructor(readonly path: string) {
    super(`Moved to ${path}`);
  }
}

const DEFAULT_LIMIT = 20;

interface Given {
  readonly store: Pick<ReadStore, 'latest' | 'horizon' | 'refresh' | 'findRevision' | 'listChanged'>;
  readonly cache: RepresentationCache;
  readonly cursors: Cursors;
  readonly cdnProfile: CdnProfile;
  /** The origin of absolute links. */
  readonly origin: () => string;
  /** Told of a request whose answer was in the cache. */
  readonly onHit?: (request: FastifyRequest) => void;
}

/** What every read goes through once its revision is known. */
interface Read {
  readonly policy: CachePolicy;
  readonly at: number;
  readonly isPinned: boolean;
  /** Whether the answer can be asked for again by its revision. */
  readonly isPinnable: boolean;
  readonly parameters: ReadonlyMap<string, string>;
  readonly make: () => Promise<Made>;
}

/** A route that takes one name. */
interface Named {
  readonly route: string;
  readonly pattern: RegExp;
  readonly policy: CachePolicy;
  readonly produce: (name: string, at: number) => Promise<Produced<object>>;
}

/** A name as ids and slugs are, but for `_`, which is in every key: an address with one in it is looked at first. */
const NAME = '([a-z0-9]+(?:[.-][a-z0-9]+)*)';

interface Made {
  readonly representation: Representation;
  readonly madeOf: readonly ResourceKey[] | undefined;
}

export function createReader({ store, cache, cursors, cdnProfile, origin, onHit = () => {} }: Given): Reader {
  const { isCurrent, keepUp, atRevision, atLatest, whileKept } = settleRevisions({ store, cache });
  const namedRoutes: Named[] = [];
  const failures = new WeakMap<IncomingMessage, { readonly at: number; readonly error: unknown }>();

  /** Kept with the answer: it must hold on to nothing of the request that the answer was made for. */
  function toDescription(
    { policy, isPinned, isPinnable, parameters }: Pick<Read, 'policy' | 'isPinned' | 'isPinnable' | 'parameters'>,
    path: string,
    { tags, next }: Representation,
  ): Kept['describe'] {
    return (of) => ({
      ...toCacheHeaders(cdnProfile, policy, isPinned, tags),
      ...(isPinnable && {
        'content-location': toCanonicalUrl(path, new Map(parameters).set('revision', String(of))),
      }),
      ...(next !== undefined && { link: `<${origin()}${next}>; rel="next"` }),
    });
  }

  /** What is kept of an answer once it is made. */
  function toKept(route: string, path: string, read: Read): () => Promise<Kept> {
    const { policy, isPinned, isPinnable, parameters, make } = read;
    return async () => {
      const { representation, madeOf } = await make();
      const describe = toDescription({ policy, isPinned, isPinnable, parameters }, path, representation);
      return { route, representation, describe, isFixed: isPinned || policy === 'window', madeOf };
    };
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, read: Read): Promise<FastifyReply> {
    const { at, parameters } = read;
    reply.header('content-revision', String(at));
    const path = buildPath(request);
    const key = toCanonicalUrl(path, parameters);
    const found = cache.find(key);
    const isFound = found?.at === at;
    if (isFound) onHit(request);
    const route = request.routeOptions.url ?? '';
    const { representation, describe } = isFound ? found : await cache.fill(key, at, toKept(route, path, read));
    return sendRepresentation(request, reply, representation, describe(at), (bytes) =>
      cache.grow(key, representation, bytes),
    );
  }

  const makeOne =
    (at: number, produce: (at: number) => Promise<Produced<object>>): Read['make'] =>
    async () => {
      const { body, tags, mediaType = 'application/json', isOfTagsAlone } = await whileKept(at, () => produce(at));
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const representation = buildRepresentation(text, mediaType, tags);
      return { representation, madeOf: isOfTagsAlone ? tags : undefined };
    };

  async function orMoved(request: FastifyRequest, reply: FastifyReply, answering: Promise<FastifyReply>) {
    try {
      return await answering;
    } catch (error) {
      if (!(error instanceof MovedError)) throw error;
      const { query } = splitTarget(request.raw.url ?? '');
      const location = query === '' ? error.path : `${error.path}?${query}`;
      return reply.code(308).header('location', location).header('cache-control', 'public, max-age=60').send();
    }
  }

  const one: Reader['one'] = (request, reply, policy, produce) => {
    const parameters = readSignificantParameters(request);
    const named = readRevision(parameters);
    const isPinnable = policy !== 'volatile';
    const work = (at: number) => {
      const make = makeOne(at, produce);
      return answer(request, reply, { policy, at, isPinned: named !== undefined, isPinnable, parameters, make });
    };
    return orMoved(request, reply, isPinnable ? atRevision(named, work) : atLatest(work));
  };

  return {
    one,
    isCurrent,

    named(route, policy, produce) {
      const pattern = new RegExp(`^${route.replace(/:[a-z]+/i, NAME)}$`);
      namedRoutes.push({ route, pattern, policy, produce });
      return (request, reply, name) => {
        const failure = failures.get(request.raw);
        return one(request, reply, policy, (at) =>
          failure?.at === at ? Promise.reject(failure.error) : produce(name, at),
        );
      };
    },

    prepare(address) {
      const { revision: at } = store.latest();
      if (at === 0) return undefined;
      for (const { route, pattern, policy, produce } of namedRoutes) {
        const name = pattern.exec(address)?.[1];
        if (name === undefined || name.length > MAX_SEGMENT_LENGTH) continue;
        const make = makeOne(at, () => produce(name, at));
        const read = { policy, at, isPinned: false, isPinnable: true, parameters: new Map(), make };
        return { route, at, make: () => cache.fill(address, at, toKept(route, address, read)) };
      }
      return undefined;
    },

    fail: (request, { at }, error) => void failures.set(request, { at, error }),

    async page(request, reply, policy, produce) {
      const parameters = readSignificantParameters(request);
      const path = buildPath(request);
      const scope = toCanonicalUrl(path, without(parameters, ['cursor', 'limit', 'revision']));
      const place = findPlace(cursors, scope, parameters);
      const named = place?.revision ?? readRevision(parameters);
      const limit = Number(parameters.get('limit') ?? DEFAULT_LIMIT);
      const reading = atRevision(named, (at) => {
        const make = async () => {
          const page = { limit, after: place?.after };
          const { body, tags, next, isOfTagsAlone } = await whileKept(at, () => produce(at, page));
          const nextCursor = next ? cursors.toListCursor(scope, { revision: at, after: next }) : null;
          const following = nextCursor && toCanonicalUrl(path, new Map(parameters).set('cursor', nextCursor));
          const text = JSON.stringify(body({ limit, hasMore: nextCursor !== null, nextCursor }));
          const representation = buildRepresentation(text, 'application/json', tags, following ?? undefined);
          return { representation, madeOf: isOfTagsAlone && nextCursor === null ? tags : undefined };
        };
        const isPinned = named !== undefined;
        return answer(request, reply, { policy, at, isPinned, isPinnable: true, parameters, make });
      });
      return orMoved(request, reply, reading);
    },

    async written(request, reply, { policy, at, write }) {
      await keepUp();
      const parameters = readSignificantParameters(request);
      const make = async () => {
        const { text, tags } = await write();
        return { representation: buildRepresentation(text, 'application/json', tags), madeOf: undefined };
      };
      return answer(request, reply, { policy, at, isPinned: false, isPinnable: false, parameters, make });
    },
  };
}

function readRevision(parameters: ReadonlyMap<string, string>): number | undefined {
  const text = parameters.get('revision');
  return text === undefined ? undefined : Number(text);
}

function findPlace(cursors: Cursors, scope: string, parameters: ReadonlyMap<string, string>): ListPlace | undefined {
  const cursor = parameters.get('cursor');
  if (cursor === undefined) return undefined;
  const place = cursors.readListCursor(scope, cursor);
  const named = readRevision(parameters);
  if (named !== undefined && named !== place.revision) {
    const detail = `The cursor is of revision ${place.revision}: give that one, or none.`;
    throw invalidParameters([{ detail, parameter: 'revision', code: 'conflict' }]);
  }
  return place;
}

function without(parameters: ReadonlyMap<string, string>, names: readonly string[]): [string, string][] {
  return [...parameters].filter(([name]) => !names.includes(name));
}
