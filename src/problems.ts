import type { Problem, ProblemFault } from './schemas/problem.js';

/** The base of every problem type's URI: the same in every deployment. */
export const PROBLEM_BASE = 'https://second-opinion.dev/problems/';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** When it happens and what to do about it: the text of its page. */
  readonly description: string;
  /** An IANA-registered type, when not one of ours. */
  readonly type?: string;
}

/** Every kind of problem that this service can answer with. */
export const problemKinds = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    description:
      'The service understood the request but not all of it: a parameter is unknown, repeated, empty, out of range or badly written. `errors` names each one and says what would be right. Mend them and send the request again; the same request will fail the same way.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    description:
      'What arrived is not well-formed HTTP, or its address is not a valid one (broken percent-encoding, characters that must be encoded, no Host header or two, two Authorization headers). Mend the client, or what stands between it and the service.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not valid',
    description:
      'A cursor was changed on its way, or belongs to another path or other filters. Give `page.nextCursor` back exactly as it was, with the same path and filters, or start again without a cursor.',
  },
  'key-in-address': {
    status: 400,
    title: 'A key was sent in the address',
    description:
      'The address holds what is, or looks like, a key. Addresses are kept in logs and histories: a key that was in one is not secret any more. Have it revoked, and send the new one as `Authorization: Bearer so_live_…`.',
  },
  'key-required': {
    status: 401,
    title: 'A key is required',
    description:
      'This deployment answers only those who have a key. Ask its operator for one, and send it as `Authorization: Bearer so_live_…`.',
  },
  'invalid-key': {
    status: 401,
    title: 'The key is not valid',
    description:
      'The `Authorization` header holds something that is not a key, or a key that is unknown here, has expired or was revoked; which of these is not told. Compare it with what you were given, character by character, or ask for another. Where no key is required, you can leave the header out.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'The key is not for this',
    description:
      'The key is valid, but it was not made for this operation: `read` is for content as it is shown, `sync` for `/v1/sync` and snapshots. Ask for a key with the scope that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is here',
    description:
      'Nothing was ever published under this name, or nothing is at this address. Check the spelling; `GET /v1` says what there is.',
  },
  'revision-not-found': {
    status: 404,
    title: 'There is no such revision',
    description:
      'The request names a revision that does not exist. `latestRevision` is the newest one here; leave `revision` out to read that.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    description: 'The service is read with GET and HEAD. The `Allow` header lists what this address takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No representation is acceptable',
    description: '`Accept-Encoding` refuses every coding that is offered. Allow `br`, `gzip` or `identity`.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    description: 'The request did not arrive whole in time. Send it again on a new connection.',
  },
  withdrawn: {
    status: 410,
    title: 'The resource was withdrawn',
    description:
      'The resource was published once and has been withdrawn. `reason` says why and `replacedBy` names what to read instead, if anything. Remove your copies; with the reason `safety`, hide them at once.',
  },
  'revision-gone': {
    status: 410,
    title: 'The revision is no longer kept',
    description:
      'The request names a revision, or gives the cursor of a list at a revision, that is older than what is kept. `latestRevision` is the newest one here; leave `revision` and `cursor` out to read that. Sync is not affected: a position of any age can go on.',
  },
  'sync-reset': {
    status: 410,
    title: 'The copy must be made anew',
    description:
      'The cursor is of a history that is not the one here: a backup was restored, or the last publishes were lost. Ask again without a cursor; when the new window is complete, anything you hold that it did not list is gone.',
  },
  'content-too-large': {
    status: 413,
    title: 'The request body is too large',
    description: 'The request carries more than is read here. Reads have no body.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The address is too long',
    description:
      'The address, or a segment of its path, is longer than anything that is served. No id or slug has more than 128 characters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    description: 'The request carries a body of a media type that is not read here. Reads have no body.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: 'The range lies outside the file',
    description:
      '`Range` asks for bytes that the file does not have. `Content-Range` says how long it is; the manifest says so too. Ask for a part of it, or leave `Range` out.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    description: 'The `Expect` header asks for something other than `100-continue`. Leave it out.',
  },
  'quota-exceeded': {
    status: 429,
    title: 'The quota is used up',
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    description:
      'More was asked for than the caller may, under the limits that `violated-policies` names. Ask again after `Retry-After` seconds; `GET /v1/quota` says what is left. A `304` costs nothing, so keep what you have and send its `ETag`.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header block is too large',
    description: 'The header block is larger than 16 KiB. Send fewer or shorter headers; cookies are not needed here.',
  },
  internal: {
    status: 500,
    title: 'The service failed',
    description:
      'Something failed in the service, not in the request. Try again later, and quote `instance` when you report it.',
  },
  overloaded: {
    status: 503,
    title: 'Too much is asked at once',
    description:
      'The service has more to do than it can do in time, and turns away what would come too late. Try again after `Retry-After` seconds, with growing pauses.',
  },
  'replica-behind': {
    status: 503,
    title: 'The revision is not here yet',
    description:
      'The request names a revision, or gives a cursor of one, that the databases which answer here have not received yet: it was read elsewhere a moment ago. Try again after `Retry-After` seconds.',
  },
  unavailable: {
    status: 503,
    title: 'The service is not ready',
    description:
      'The service is starting, stopping, or its store does not answer. Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

type Extensions = Pick<Problem, 'reason' | 'replacedBy' | 'latestRevision' | 'violated-policies'> & {
  errors?: ProblemFault[];
};

/** Thrown by whoever finds the problem; the error handler turns it into the answer. `detail` is shown to the client. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extensions: Extensions = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }

  get status(): number {
    return problemKinds[this.code].status;
  }
}

/** The body of the answer (RFC 9457). `instance` is the `urn:uuid:` of the request. */
export function toProblem(error: ProblemError, instance: string): Problem {
  const { status, title, type = `${PROBLEM_BASE}${error.code}` }: ProblemKind = problemKinds[error.code];
  return { type, title, status, detail: error.detail, instance, ...error.extensions };
}
