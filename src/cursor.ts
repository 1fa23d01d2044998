import { createHmac, timingSafeEqual } from 'node:crypto';
import { ProblemError } from './problems.js';
import { resourceTypes } from './schemas/resource.js';
import type { HistoryPosition, Position, Revision } from './store/store.js';

/** Where a list goes on: the revision of its first page, and the place of the last item that was given. */
export interface ListPlace {
  readonly revision: number;
  readonly after: Position;
}

/** A revision and the beginning of its set digest: equal digests are equal content, whatever became of the server. */
export interface Mark {
  readonly revision: number;
  /** 32 hex digits: the first 16 bytes. */
  readonly digest: string;
}

/** How far a copy has come: it equals the set at `since`, and is perhaps within a window that ends at `upto`. */
export interface SyncPlace {
  readonly since: Mark;
  readonly window: { readonly upto: Mark; readonly after: HistoryPosition } | undefined;
}

export const toMark = ({ revision, setDigest }: Pick<Revision, 'revision' | 'setDigest'>): Mark => ({
  revision,
  digest: setDigest.slice('sum256-'.length, 'sum256-'.length + 32),
});

/** Places as opaque text that a client hands back: authenticated, the same for the same place, and of use at one scope alone. */
export interface Cursors {
  /** `scope` is what the list is of: the operation, its path and its filters. */
  toListCursor(scope: string, place: ListPlace): string;
  /** Throws the problem `invalid-cursor` for anything but what `toListCursor` gave for this scope. */
  readListCursor(scope: string, cursor: string): ListPlace;
  toSyncCursor(place: SyncPlace): string;
  /** Throws the problem `invalid-cursor` for anything but what `toSyncCursor` gave. */
  readSyncCursor(cursor: string): SyncPlace;
}

const MAC_BYTES = 16;

/** What a cursor is of. It is authenticated with the payload: a cursor of one kind is none of another. */
type Kind = 'list' | 'sync';

/** What a sync is of: everything. A sync of less would have another scope. */
const EVERYTHING = '';

export function createCursors(secret: string): Cursors {
  const key = createHmac('sha256', secret).update('second-opinion cursor 1').digest();

  const authenticate = (kind: Kind, scope: string, payload: Buffer) =>
    createHmac('sha256', key).update(`${kind}\n${scope}\n`).update(payload).digest().subarray(0, MAC_BYTES);

  function seal(kind: Kind, scope: string, fields: readonly (string | number)[]): string {
    const payload = Buffer.from(JSON.stringify(fields));
    return Buffer.concat([authenticate(kind, scope, payload), payload]).toString('base64url');
  }

  function open(kind: Kind, scope: string, cursor: string): unknown {
    const bytes = Buffer.from(cursor, 'base64url');
    // Decoding forgives stray characters and the unused bits of the last one: only the canonical spelling is ours.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) throw invalid();
    const payload = bytes.subarray(MAC_BYTES);
    if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), authenticate(kind, scope, payload))) throw invalid();
    return JSON.parse(payload.toString('utf8'));
  }

  return {
    toListCursor: (scope, { revision, after }) => seal('list', scope, [revision, after.rank, after.id]),
    readListCursor(scope, cursor) {
      const fields = open('list', scope, cursor);
      if (!Array.isArray(fields)) throw invalid();
      const [revision, rank, id] = fields;
      if (typeof revision !== 'number' || typeof rank !== 'number' || typeof id !== 'string') throw invalid();
      return { revision, after: { rank, id } };
    },
    toSyncCursor: ({ since, window }) =>
      seal('sync', EVERYTHING, [...writeMark(since), ...(window === undefined ? [] : writeWindow(window))]),
    readSyncCursor(cursor) {
      const fields = open('sync', EVERYTHING, cursor);
      if (!Array.isArray(fields)) throw invalid();
      const [revision, digest, ...rest] = fields;
      return { since: readMark(revision, digest), window: rest.length === 0 ? undefined : readWindow(rest) };
    },
  };
}

type SyncWindow = NonNullable<SyncPlace['window']>;

const writeMark = ({ revision, digest }: Mark) => [revision, digest];
const writeWindow = ({ upto, after }: SyncWindow) => [...writeMark(upto), after.revision, after.type, after.id];

function readMark(revision: unknown, digest: unknown): Mark {
  if (typeof revision !== 'number' || typeof digest !== 'string') throw invalid();
  return { revision, digest };
}

function readWindow([upto, digest, revision, name, id]: readonly unknown[]): SyncWindow {
  const type = resourceTypes.find((known) => known === name);
  if (typeof revision !== 'number' || type === undefined || typeof id !== 'string') throw invalid();
  return { upto: readMark(upto, digest), after: { revision, type, id } };
}

function invalid(): ProblemError {
  const detail =
    'This cursor was not made here for this path and these filters. Give `nextCursor` back as it is, or start again without one.';
  return new ProblemError('invalid-cursor', detail, { errors: [{ detail, parameter: 'cursor', code: 'cursor' }] });
}
