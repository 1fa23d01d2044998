import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReadStore } from '../store/store.js';
import type { Found, RepresentationCache } from './cache.js';
import type { Client, FindClient } from './client.js';
import { type Coding, listAcceptedCodings } from './coding.js';
import { matchesEntityTag } from './conditional.js';
import { standardHeaders } from './headers.js';
import { chooseCoding } from './representation.js';
import { readPlainHead } from './request-head.js';

/** What is told of an answer that was ready: the same for all who get it. */
export interface ReadyAnswer {
  readonly method: 'GET';
  /** The template. */
  readonly route: string;
  readonly status: 200 | 304;
  readonly revision: number;
}

/** Told of each time that an answer was given. */
export type OnAnswer = (milliseconds: number, client: Client) => void;

interface Given {
  readonly cache: Pick<RepresentationCache, 'current' | 'peek' | 'use'>;
  readonly store: Pick<ReadStore, 'latest' | 'horizon'>;
  /** Whether requests are answered as usual: the service is not about to stop, nor behind. */
  readonly isAtEase: () => boolean;
  /** Whether the answers of a route are nothing but what is kept of them. */
  readonly isPlain: (route: string) => boolean;
  readonly findClient: FindClient;
  /** Whether the limits let the client have what costs nothing. */
  readonly admits: (client: Client) => boolean;
  /** Gives what is to be told of an answer, each time that it is given. */
  readonly follow: (answer: ReadyAnswer) => OnAnswer;
}

/** How an answer goes out, worked out once. */
interface Form {
  readonly status: 200 | 304;
  readonly headers: string[];
  readonly bytes: Buffer | undefined;
  readonly onAnswer: OnAnswer;
}

interface Forms {
  readonly at: number;
  readonly byCoding: Map<Coding, Form>;
  unchanged: Form | undefined;
}

const MAX_SPELLINGS = 200;

/**
 * The stage in front of Fastify: it answers plain GETs whose answer is ready, byte for byte as the routes would, and leaves
 * everything else to the routes: it gives false then. What may not be answered, for whatever reason, is not ready: routes find out why.
 */
export function answerReady(given: Given): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { cache, store, isAtEase, isPlain, findClient, admits, follow } = given;
  const forms = new WeakMap<Found, Forms>();
  const acceptable = new Map<string | undefined, readonly Coding[]>();

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

  function toForm({ route, at }: Found, status: 200 | 304, headers: string[], bytes: Buffer | undefined): Form {
    return { status, headers, bytes, onAnswer: follow({ method: 'GET', route, status, revision: at }) };
  }

  /** Undefined when the bytes are not there in that coding yet. */
  function findForm(found: Found, coding: Coding): Form | undefined {
    const { byCoding } = formsOf(found);
    const known = byCoding.get(coding);
    if (known) return known;
    const { identity, coded, mediaType } = found.representation;
    const bytes = coding === 'identity' ? identity : coded.get(coding);
    if (!(bytes instanceof Buffer)) return undefined;
    const headers = toHeaders(found);
    headers.push('content-type', mediaType, 'content-length', String(bytes.length));
    if (coding !== 'identity') headers.push('content-encoding', coding);
    const form = toForm(found, 200, headers, bytes);
    byCoding.set(coding, form);
    return form;
  }

  function findUnchanged(found: Found): Form {
    const known = formsOf(found);
    known.unchanged ??= toForm(found, 304, toHeaders(found, ['link']), undefined);
    return known.unchanged;
  }

  function answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' || request.httpVersionMajor !== 1) return false;
    const { revision, setDigest } = store.latest();
    const { erased, floor } = store.horizon();
    const current = cache.current();
    if (current.revision !== revision || current.setDigest !== setDigest || current.erased !== erased) return false;
    const found = cache.peek(request.url ?? '');
    if (found === undefined || found.at < floor || !isPlain(found.route) || !isAtEase()) return false;
    const start = performance.now();
    const head = readPlainHead(request.rawHeaders);
    if (head === undefined) return false;
    const coding = chooseCoding(found.representation, listCodings(head.acceptEncoding));
    if (coding === undefined) return false;
    const isUnchanged = matchesEntityTag(head.ifNoneMatch, found.representation.etag);
    const form = isUnchanged ? findUnchanged(found) : findForm(found, coding);
    const client = findClient(request, head.forwardedFor);
    if (form === undefined || !admits(client)) return false;
    cache.use(found);
    response.writeHead(form.status, form.headers);
    response.end(form.bytes);
    form.onAnswer(performance.now() - start, client);
    return true;
  }

  return answer;
}

/** As `writeHead` takes them: names and values in turn. */
function toHeaders(found: Found, without: readonly string[] = []): string[] {
  const { representation, at } = found;
  const headers = {
    ...standardHeaders,
    'content-revision': String(at),
    ...found.describe(at),
    etag: representation.etag,
    vary: 'Accept-Encoding',
  };
  return Object.entries(headers).flatMap(([name, value]) => (without.includes(name) ? [] : [name, value]));
}
