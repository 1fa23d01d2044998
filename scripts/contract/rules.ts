/** Every kind of change that breaks a client, and why. */
export const rules = {
  'operation-removed': 'An operation is gone.',
  'operation-renamed': 'An operation has another path or operationId: generated clients have another method.',
  'name-removed': 'A schema has lost its name: generated clients lose the type.',
  'parameter-removed': 'Requests are strict: a parameter that is gone makes a request invalid.',
  'parameter-required': 'A request without this parameter was valid, and is no longer.',
  tightened: 'A request that was valid is no longer.',
  'enum-narrowed': 'A value that could be asked for is gone.',
  'default-changed': 'A request that leaves it out gets something else.',
  'status-removed': 'A status is gone.',
  'status-added': 'A success or a redirect that clients do not know.',
  'media-type-removed': 'A media type is gone.',
  'header-removed': 'A response header is gone.',
  'member-removed': 'A member of an answer is gone.',
  'member-optional': 'A member of an answer, or a header, may be missing now.',
  'enum-widened': 'An answer may hold a value that clients do not know.',
  retyped: 'It is of another type, format or shape, may be null, or no longer may.',
  loosened: 'An answer may be longer, larger or of another form than clients were told.',
  'security-tightened': 'A request needs credentials that it did not need.',
  'server-removed': 'The service is no longer at this address.',
  deprecated: 'Breaks nobody yet: what is deprecated must say until when it works.',
  other: 'A change that no rule knows to be harmless.',
} as const;

export type Rule = keyof typeof rules;

/** A change that breaks a client. */
export interface Break {
  /** A JSON pointer into the document, or, when it is of a whole operation, `GET /path`. */
  readonly place: string;
  readonly rule: Rule;
  /** What changed, such as the value that is new in an enum. */
  readonly what: string;
}

/** What a schema describes: what is sent to the service, or what comes back. */
export type Side = 'request' | 'response';

/** A difference between two documents. */
export interface Difference {
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
  /** What the library thinks of it. */
  readonly type: string;
  /** Whether it is a part of the keyword that changed, such as one value of an enum. */
  readonly isPart: boolean;
  /** The whole keyword before and after. */
  readonly was: unknown;
  readonly is: unknown;
}

/** Which rule a difference breaks, where no rule of ours knows the place. */
export const judgeUnknown = ({ type }: Difference): Rule | undefined =>
  type === 'breaking' || type === 'unclassified' ? 'other' : undefined;
