import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ReadStore } from '../store/store.js';
import { noteArrival } from './arrival.js';
import type { Found, RepresentationCache } from './cache.js';
import type { Client, FindClient } from './client.js';
import { type Coding, listAcceptedCodings } from './coding.js';
import { matchesEntityTag } from './conditional.js';
import { type Form, toUnchanged, toWhole } from './form.js';
import type { ClientCharge } from './meter.js';
import type { Prepared, Reader } from './read.js';
import { chooseCoding, encode } from './representation.js';
import { type RequestHead, readPlainHead } from './request-head.js';

/** What is told of an answer that is given here: the same for all who get it. */
export interface FrontAnswer {
  readonly method: 'GET';
  /** The template. */
  readonly route: string;
  readonly status: 200 | 304;
  readonly revision: number;
  /** Whether a quota was charged for it. */
  readonly isCharged: boolean;
}

/** Told of each time that an answer was given. */
export type OnAnswer = (milliseconds: number, client: Client) => void;

interface Given {
  readonly cache: Pick<RepresentationCache, 'peek' | 'use' | 'miss' | 'grow'>;
  readonly store: Pick<ReadStore, 'horizon'>;
  readonly read: Pick<Reader, 'isCurrent' | 'prepare' | 'fail'>;
  /** Whether requests are answered as usual: the service is not about to stop, nor behind. */
  readonly isAtEase: () => boolean;
  /** Whether the answers of a route are nothing but what is kept of them. */
  readonly isPlain: (route: string) => boolean;
  readonly findClient: FindClient;
  /** Whether the limits let the client have what costs nothing. */
  readonly admits: (client: Client) => boolean;
  /** Charges the client for an answer that has to be made; undefined when nothing is left. */
  readonly charge: (client: Client) => ClientCharge | undefined;
  /** Counts a request that is being answered, until what it gives is called. */
  readonly begin: () => () => void;
  /** Gives what is to be told of an answer, each time that it is given. */
  readonly follow: (answer: FrontAnswer) => OnAnswer;
}

/** A form of an answer that is kept. */
interface ReadyForm extends Form {
  readonly onAnswer: OnAnswer;
}

/** Each worked out once. */
interface Forms {
  readonly at: number;
  readonly byCoding: Map<Coding, ReadyForm>;
  unchanged: ReadyForm | undefined;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  readonly routes: RequestListener;
}

const MAX_SPELLINGS = 200;
const MAX_FOLLOWED = 200;

/**
 * The stage in front of the routes: it answers plain GETs for the latest of something named, and those whose answer is ready, byte for
 * byte as the routes would, and leaves everything else to `routes`. What may not be answered, for whatever reason, is left to
 * them too: they find out why.
 */
export function standInFront(
  given: Given,
): (request: IncomingMessage, response: ServerResponse, routes: RequestListener) => void {
  const { cache, store, read, isAtEase, isPlain, findClient, admits, charge, begin, follow } = given;
  const forms = new WeakMap<Found, Forms>();
  const acceptable = new Map<string | undefined, readonly Coding[]>();
  const followed = new Map<string, OnAnswer>();

  function listCodings(header: string | undefined): readonly Coding[] {
    const known = acceptable.get(header);
    if (known) return known;
    const codings = listAcceptedCodings(header);
    if (acceptable.size < MAX_SPELLINGS) acceptable.set(header, codings);
    return codings;
  }

  function formsOf(found: Found): Forms {
    const known = forms.get(found);
    if (known?.at === found.at) return known;
    const made = { at: found.at, byCoding: new Map(), unchanged: undefined };
    forms.set(found, made);
    return made;
  }

  /** Undefined when the bytes are not there in that coding yet. */
  function findWhole(found: Found, coding: Coding): ReadyForm | undefined {
    const { byCoding } = formsOf(found);
    const known = byCoding.get(coding);
    if (known) return known;
    const { identity, coded } = found.representation;
    const bytes = coding === 'identity' ? identity : coded.get(coding);
    if (!(bytes instanceof Buffer)) return undefined;
    const form = toReady(found, toWhole(found, coding, bytes));
    byCoding.set(coding, form);
    return form;
  }

  function findUnchanged(found: Found): ReadyForm {
    const known = formsOf(found);
    known.unchanged ??= toReady(found, toUnchanged(found));
    return known.unchanged;
  }

  function toReady(found: Found, { status, headers, bytes }: Form): ReadyForm {
    return { status, headers, bytes, onAnswer: onAnswerOf(found, status, false) };
  }

  function onAnswerOf({ route, at }: Found, status: 200 | 304, isCharged: boolean): OnAnswer {
    const key = `${at} ${status} ${isCharged} ${route}`;
    const known = followed.get(key);
    if (known) return known;
    if (followed.size >= MAX_FOLLOWED) followed.clear();
    const onAnswer = follow({ method: 'GET', route, status, revision: at, isCharged });
    followed.set(key, onAnswer);
    return onAnswer;
  }

  function send(response: ServerResponse, { status, headers, bytes }: Form): void {
    response.writeHead(status, headers);
    response.end(bytes);
  }

  /** False when the answer is for the routes to give. */
  function giveReady(request: IncomingMessage, response: ServerResponse, found: Found, head: RequestHead): boolean {
    const start = performance.now();
    const coding = chooseCoding(found.representation, listCodings(head.acceptEncoding));
    if (coding === undefined) return false;
    const isUnchanged = matchesEntityTag(head.ifNoneMatch, found.representation.etag);
    const form = isUnchanged ? findUnchanged(found) : findWhole(found, coding);
    const client = findClient(request, head.forwardedFor);
    if (form === undefined || !admits(client)) return false;
    cache.use(found);
    send(response, form);
    form.onAnswer(performance.now() - start, client);
    return true;
  }

  async function makeForm(address: string, found: Found, head: RequestHead): Promise<Form | undefined> {
    const { representation } = found;
    const coding = chooseCoding(representation, listCodings(head.acceptEncoding));
    if (coding === undefined) return undefined;
    if (matchesEntityTag(head.ifNoneMatch, representation.etag)) return toUnchanged(found);
    const bytes = encode(representation, coding, (size) => cache.grow(address, representation, size));
    return toWhole(found, coding, bytes instanceof Buffer ? bytes : await bytes);
  }

  /** Undefined when the answer is for the routes to give: they fail as this did. */
  async function make(request: IncomingMessage, prepared: Prepared, head: RequestHead) {
    try {
      const found = await prepared.make();
      const form = await makeForm(request.url ?? '', found, head);
      return form && { found, form };
    } catch (error) {
      read.fail(request, prepared, error);
      return undefined;
    }
  }

  async function give(asked: Asked, prepared: Prepared, client: Client, charged: ClientCharge): Promise<void> {
    const { request, response, head, routes } = asked;
    const start = performance.now();
    const end = begin();
    const made = await make(request, prepared, head);
    end();
    if (made) {
      const { found, form } = made;
      const isWhole = form.status === 200;
      cache.miss();
      if (!isWhole) charged.takeBack();
      send(response, form);
      onAnswerOf(found, form.status, isWhole && charged.isTaken)(performance.now() - start, client);
    } else if (!request.socket.destroyed) {
      charged.takeBack();
      noteArrival(request, start);
      routes(request, response);
    }
  }

  /** False when the answer is for the routes to give, for certain. */
  function giveMade(asked: Asked): boolean {
    const { request, response, head } = asked;
    const prepared = read.prepare(request.url ?? '');
    if (prepared === undefined || !isPlain(prepared.route)) return false;
    const client = findClient(request, head.forwardedFor);
    const charged = charge(client);
    if (charged === undefined) return false;
    // Whatever goes wrong beyond what the routes can tell of: nobody waits for ever.
    give(asked, prepared, client, charged).catch(() => response.destroy());
    return true;
  }

  function answer(request: IncomingMessage, response: ServerResponse, routes: RequestListener): boolean {
    if (request.method !== 'GET' || request.httpVersionMajor !== 1 || !isAtEase()) return false;
    if (!read.isCurrent()) return false;
    const found = cache.peek(request.url ?? '');
    if (found !== undefined && (found.at < store.horizon().floor || !isPlain(found.route))) return false;
    const head = readPlainHead(request.rawHeaders);
    if (head === undefined) return false;
    return found ? giveReady(request, response, found, head) : giveMade({ request, response, head, routes });
  }

  return (request, response, routes) => {
    if (!answer(request, response, routes)) routes(request, response);
  };
}
