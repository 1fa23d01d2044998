import type { ResourceKey, ResourceOf, ResourceType, WithdrawalReason } from '../schemas/resource.js';
import type { SearchQuery } from '../search/query.js';

/**
 * The two interfaces that every engine implements. Each method is one transaction and sees one state of the store.
 * Each rejects with `StoreError` when the engine fails; other errors are named at the method.
 */

/** `until` of a version that nothing has superseded. */
export const OPEN = Number.MAX_SAFE_INTEGER;

export interface Revision {
  /** 0 before the first publish. */
  readonly revision: number;
  /** Milliseconds since the epoch; never before that of the revision before. */
  readonly publishedAt: number;
  readonly note: string | null;
  readonly actor: string | null;
  /** How many resources are live. */
  readonly count: number;
  /** `sum256-…` of what is live. */
  readonly setDigest: string;
}

/** How far back the store can be read. */
export interface Horizon {
  /** The oldest revision that can be read; 0 when nothing was pruned. It never goes back. */
  readonly floor: number;
  /** The last revision that erased something for safety, 0 when none did: what is read at one before it may lack that. */
  readonly erased: number;
}

/** A live version of a resource. */
export interface Version<T extends ResourceType> {
  readonly type: T;
  readonly id: string;
  readonly revision: number;
  /** The revision that first published the resource. */
  readonly firstRevision: number;
  /** Milliseconds since the epoch, of `firstRevision`. */
  readonly publishedAt: number;
  /** Milliseconds since the epoch, of `revision`. */
  readonly updatedAt: number;
  readonly digest: string;
  readonly resource: ResourceOf[T];
  /** The resource as the canonical JSON that the digest is of; undefined when it is not at hand. */
  readonly body?: string | undefined;
}

/** What a representation is composed of: live versions by type and id. */
export type Parts = { readonly [T in ResourceType]: ReadonlyMap<string, Version<T>> };

/** What a name leads to at a revision. */
export type Lookup<T> =
  | { readonly state: 'live'; readonly value: T }
  /** The name is a former slug, or an id whose slug differs. */
  | { readonly state: 'moved'; readonly slug: string }
  /** `replacedBy` is live at the revision: what was named, or what replaced that when it was withdrawn in its turn. */
  | { readonly state: 'withdrawn'; readonly reason: WithdrawalReason; readonly replacedBy: ResourceKey | null }
  /** Never published, or not yet at this revision. */
  | { readonly state: 'unknown' };

/** A place in a list: its order is by `rank` (what it is, the list says), then by `id`. */
export interface Position {
  readonly rank: number;
  readonly id: string;
}

export interface PageRequest {
  /** 1 to 1,000. */
  readonly limit: number;
  /** The items after this place; from the start when undefined. */
  readonly after: Position | undefined;
}

export interface Slice<T> {
  readonly items: readonly T[];
  /** The place of the last item when more follow, else undefined. */
  readonly next: Position | undefined;
}

export interface QuestionFilter {
  /** Ids, not slugs. All that are given must hold. */
  readonly topic?: string;
  readonly author?: string;
  readonly exercise?: string;
  readonly locale?: string;
}

export interface SearchHit {
  readonly question: Version<'question'>;
  /** Opaque: higher is better; the same for the same revision and query on every engine. */
  readonly score: number;
}

/** One entry of a sync window: the newest version of a resource in it, or its withdrawal. */
export type Change =
  | ({ readonly op: 'upsert' } & { [T in ResourceType]: Omit<Version<T>, 'body'> }[ResourceType])
  | {
      readonly op: 'delete';
      readonly type: ResourceType;
      readonly id: string;
      readonly revision: number;
      readonly reason: WithdrawalReason;
      readonly replacedBy: ResourceKey | null;
    };

/** What a change says beside the resource itself. */
export type UpsertedVersion = Omit<Version<ResourceType>, 'resource' | 'body'> & { readonly op: 'upsert' };

/** A change with its resource as the canonical JSON that its digest is of. */
export type WrittenChange = (UpsertedVersion & { readonly body: string }) | Extract<Change, { readonly op: 'delete' }>;

/** A page of a sync window. */
export interface WindowPage {
  readonly changes: readonly WrittenChange[];
  /** The disclaimers that `changes` must be shown with, at the end of the window, by id: canonical JSON. */
  readonly disclaimers: readonly string[];
  readonly hasMore: boolean;
}

/** Where a page ends: at whichever comes first, but never before one change. */
export interface WindowLimits {
  readonly changes: number;
  /** Of the bodies, in UTF-8. */
  readonly bytes: number;
}

/** A withdrawal for safety. */
export interface RecallEntry extends ResourceKey {
  readonly revision: number;
  /** The revision that published it again; null while it is withdrawn. */
  readonly reinstatedIn: number | null;
  /** Milliseconds since the epoch. */
  readonly recalledAt: number;
  readonly replacedBy: ResourceKey | null;
}

/** A place in the history: ordered by revision, then type, then id (both by code unit). */
export interface HistoryPosition {
  readonly revision: number;
  readonly type: ResourceType;
  readonly id: string;
}

/**
 * What the delivery side can do. `at` is a revision from 1 to the latest; every read is of that revision alone.
 * Every method runs a constant number of statements, however much it returns.
 *
 * Below the floor of the horizon a read may lack anything: whoever reads there asks for the horizon afterwards. Before the last
 * erasure it lacks what was erased, which reads as withdrawn for safety, and `parts` lack it too.
 */
export interface ReadStore {
  /** The latest revision, as known here: at most 100 ms behind the database, at once after a publish through this store. No I/O. */
  latest(): Revision;
  /** How far back can be read, as known here: as fresh as `latest`, and as every read that was answered. No I/O. */
  horizon(): Horizon;
  /** The latest revision and the horizon, asked of the database. */
  refresh(): Promise<Revision>;
  /** A revision by number; undefined when there is none. */
  findRevision(revision: number): Promise<Revision | undefined>;

  /** A question by slug or id; `parts` holds its answers, their authors and exercises, its topics, related questions and disclaimer. */
  findQuestion(name: string, at: number): Promise<Lookup<{ question: Version<'question'>; parts: Parts }>>;
  /**
   * Questions, newest first: rank is `firstRevision`, descending, then id ascending. `parts` holds topics and disclaimers,
   * and with `depth` full all that `findQuestion` gives.
   */
  listQuestions(
    filter: QuestionFilter,
    page: PageRequest,
    depth: 'summary' | 'full',
    at: number,
  ): Promise<Slice<Version<'question'>> & { parts: Parts }>;
  /** An answer by id; `parts` holds its question, author, exercises and disclaimer. */
  findAnswer(id: string, at: number): Promise<Lookup<{ answer: Version<'answer'>; parts: Parts }>>;
  /** An author by slug or id, and a page of the author's answers, newest first; `parts` as for `findAnswer`, of every answer. */
  findAuthor(
    name: string,
    page: PageRequest,
    at: number,
  ): Promise<Lookup<{ author: Version<'author'>; answers: Slice<Version<'answer'>>; parts: Parts }>>;
  /** A topic by slug or id, and a page of its questions, newest first; `parts` holds related topics, and of the questions what a summary needs. */
  findTopic(
    name: string,
    page: PageRequest,
    at: number,
  ): Promise<Lookup<{ topic: Version<'topic'>; questions: Slice<Version<'question'>>; parts: Parts }>>;
  /** An exercise by slug or id, and a page of the answers that recommend it, newest first; `parts` as for `findAnswer`, and its disclaimer. */
  findExercise(
    name: string,
    page: PageRequest,
    at: number,
  ): Promise<Lookup<{ exercise: Version<'exercise'>; answers: Slice<Version<'answer'>>; parts: Parts }>>;
  findDisclaimer(id: string, at: number): Promise<Lookup<{ disclaimer: Version<'disclaimer'> }>>;
  /** All of one type, by id ascending; rank is 0. `parts` holds related topics for topics, disclaimers for exercises. */
  listResources<T extends 'author' | 'topic' | 'exercise' | 'disclaimer'>(
    type: T,
    page: PageRequest,
    at: number,
  ): Promise<Slice<Version<T>> & { parts: Parts }>;
  /** The id that a name (slug, former slug or id) leads to at a revision, live or not; undefined when unknown. */
  resolveName(type: ResourceType, name: string, at: number): Promise<string | undefined>;
  /**
   * Questions whose title or answers hold every term of the query, best first: rank is the score, descending, then id
   * ascending. At most 2,000 candidates are ranked, the newest. `parts` holds what a summary needs, the answers and their authors.
   */
  search(
    query: SearchQuery,
    filter: QuestionFilter,
    page: PageRequest,
    at: number,
  ): Promise<Slice<SearchHit> & { parts: Parts }>;

  /** What was published or withdrawn after `since`, up to `upto`; undefined when that is more than `limit` versions. */
  listChanged(since: number, upto: number, limit: number): Promise<readonly ResourceKey[] | undefined>;
  /** What is live at `upto` and changed after `since`, in history order, each resource once: at most `limit` entries after `after`. */
  window(since: number, upto: number, after: HistoryPosition | undefined, limit: number): Promise<readonly Change[]>;
  /**
   * The same as a page to be sent; undefined when it cannot be read exactly any more: `upto` is below the floor, or something
   * was erased after it.
   */
  windowPage(
    since: number,
    upto: number,
    after: HistoryPosition | undefined,
    limits: WindowLimits,
  ): Promise<WindowPage | undefined>;
  /**
   * Every withdrawal for safety after `since` and up to a revision, also of what was published again up to there: the newest
   * first, by revision, type and id, all descending. Rank is the revision; the id of a position is `type/id`. No prune
   * removes any.
   */
  listRecalls(since: number, page: PageRequest, at: number): Promise<Slice<RecallEntry>>;

  /** A secret made at creation, the same for every process on this database. */
  secret(): string;
  /**
   * What works: all, or reading alone. Rejects when the database does not answer; with `replaced` when another has taken the place
   * of the one that is open.
   */
  ping(): Promise<'all' | 'reading'>;
  /** What is wrong with servers that it does without for now, a sentence each: what somebody should look at although readers are served. */
  listTroubles(): readonly string[];
  close(): Promise<void>;
}

/** What one resource refers to. `role` names the member; derived roles make lists cheap. */
export interface Reference {
  /**
   * question → `topic`, `related`, `disclaimer`, `answer`; answer → `question`, `author`, `exercise`; topic → `related`; exercise → `disclaimer`.
   * Derived: question → `author`, `exercise` (through its answers) and `locale` (a value, not a resource: `type` is null).
   */
  readonly role: 'topic' | 'related' | 'disclaimer' | 'answer' | 'question' | 'author' | 'exercise' | 'locale';
  readonly type: ResourceType | null;
  readonly id: string;
}

/** The words of a question and its answers as index tokens, separated by spaces. */
export interface SearchDocument {
  readonly title: string;
  readonly text: string;
}

/** A resource to be published. */
export interface DraftResource {
  readonly type: ResourceType;
  readonly id: string;
  /** null for types that are named by id alone. */
  readonly slug: string | null;
  readonly digest: string;
  /** RFC 8785 canonical JSON of the resource. */
  readonly body: string;
  /** The Markdown it was rendered from; null where there is none. */
  readonly source: string | null;
  readonly references: readonly Reference[];
  /** Of a question; null otherwise. */
  readonly search: SearchDocument | null;
}

export interface Withdrawal extends ResourceKey {
  readonly reason: WithdrawalReason;
  readonly replacedBy: ResourceKey | null;
}

export interface Draft {
  readonly resources: readonly DraftResource[];
  readonly withdrawals: readonly Withdrawal[];
  /** Withdraw, as unpublished, every live resource that is not among `resources`. */
  readonly mirror: boolean;
  /** Refuse with `StaleDraftError` when another revision than this is the latest. */
  readonly base: number | undefined;
  readonly note: string | null;
  readonly actor: string | null;
}

/** What is live about one resource that a draft touches. */
export interface LiveResource extends ResourceKey {
  /** null: withdrawn. */
  readonly digest: string | null;
  /** Why it was withdrawn; null when it is live. */
  readonly reason: WithdrawalReason | null;
  readonly revision: number;
  readonly firstRevision: number;
  readonly slug: string | null;
  readonly references: readonly Reference[];
}

/** The state that a draft is judged against: read inside the publishing transaction. Keys are `type/id` or `type/name`. */
export interface Live {
  readonly head: Revision;
  /**
   * Every resource the draft names, refers to or withdraws, every answer of a question it names or withdraws, and
   * (with `mirror`) every live resource; also those that refer to one of these. Absent: never published.
   */
  readonly resources: ReadonlyMap<string, LiveResource>;
  /** Who refers, now, to each resource in `resources`. */
  readonly referrers: ReadonlyMap<string, readonly ResourceKey[]>;
  /** Who holds each name that the draft claims: the slug and id of each of its resources. Absent: free. */
  readonly names: ReadonlyMap<string, { readonly id: string; readonly current: boolean }>;
}

/** What to write: worked out by `content`, carried out by the engine. Empty (`changes` 0) means that no revision is made. */
export interface Plan {
  readonly upserts: readonly (DraftResource & { readonly firstRevision: number | null })[];
  readonly tombstones: readonly Withdrawal[];
  /** Names that lead to a resource from now on, whoever held them before. */
  readonly names: readonly { readonly type: ResourceType; readonly name: string; readonly id: string }[];
  readonly references: {
    readonly open: readonly { readonly from: ResourceKey; readonly to: Reference }[];
    readonly close: readonly { readonly from: ResourceKey; readonly to: Reference }[];
  };
  /** New search documents by question id; null removes. */
  readonly search: ReadonlyMap<string, SearchDocument | null>;
  readonly count: number;
  readonly setDigest: string;
}

/**
 * One version as it is stored, for export, verification and copies. A withdrawal has no digest; what was erased for safety has
 * a digest but no body.
 */
export interface StoredVersion extends HistoryPosition {
  readonly until: number;
  readonly firstRevision: number;
  /** Milliseconds since the epoch, of `firstRevision`. */
  readonly publishedAt: number;
  /** Milliseconds since the epoch, of `revision`. */
  readonly updatedAt: number;
  readonly digest: string | null;
  readonly body: string | null;
  readonly source: string | null;
  readonly reason: WithdrawalReason | null;
  readonly replacedBy: ResourceKey | null;
}

/** What pruning removed, or would remove. */
export interface Pruned {
  /** Superseded versions; withdrawals and newest versions are never removed. */
  readonly versions: number;
  readonly references: number;
  readonly names: number;
  readonly searchEntries: number;
}

/** What the publisher's side can do. No route has it. */
export interface PublishStore {
  /**
   * Publishes a draft as one revision. The head is locked first; then what is live is read and given to `decide`, which is
   * synchronous and pure; then its plan is written. A throw from `decide` leaves the store as it was and is passed on.
   * With `dryRun` nothing is written. Gives the plan and the revision that it made, or would have made; the latest
   * revision when there was nothing to change. Whatever is withdrawn for safety loses its older bodies and sources in the
   * same transaction, and the search its older words. A `mark` is kept with the latest revision, also when nothing changed.
   * Errors: `StaleDraftError`; `StoreError` with code `busy`, `full`, `readonly` or `corrupt`.
   */
  publish(
    draft: Draft,
    decide: (live: Live) => Plan,
    options: { dryRun: boolean; mark?: string },
  ): Promise<{ plan: Plan; revision: Revision }>;
  /** The mark that the latest revision was given; undefined when something was published after it. */
  findMark(): Promise<string | undefined>;
  /** Revisions, newest first, those below `before`. */
  listRevisions(before: number | undefined, limit: number): Promise<readonly Revision[]>;
  /** Live versions at a revision by type and id, with their sources: what an export is made of. */
  listLive(at: number, after: ResourceKey | undefined, limit: number): Promise<readonly StoredVersion[]>;
  /** The ids of the answers that a question ever listed and that are not live now, as far as the history is kept. */
  listFormerAnswers(question: string): Promise<readonly string[]>;
  /** Every stored version, in history order. */
  listHistory(after: HistoryPosition | undefined, limit: number): Promise<readonly StoredVersion[]>;
  /** The live references, names and search documents of some resources, as stored: what `verify` compares with the bodies. */
  readIndexes(keys: readonly ResourceKey[]): Promise<
    ReadonlyMap<
      string,
      {
        readonly references: readonly Reference[];
        readonly names: readonly string[];
        readonly search: SearchDocument | null;
      }
    >
  >;
  /** Faults that the engine's own check finds; empty when sound. */
  checkIntegrity(): Promise<readonly string[]>;

  /** The oldest revision to keep, so that `revisions` of them can be read and all that were the latest at `since` or later. */
  findFloor(revisions: number, since: number): Promise<number>;
  /** Gives up what is before a revision; never goes back. Rejects with `busy` at once when somebody else writes. */
  raiseFloor(floor: number): Promise<Horizon>;
  /** How much lies below a floor. */
  countPrunable(floor: number): Promise<Pruned>;
  /**
   * Removes some of what lies below the floor of the horizon: so little that nobody waits for it. Nothing was left when it
   * gives noughts. Rejects with `busy` at once when somebody else writes.
   */
  pruneSome(): Promise<Pruned>;
  /** Lets go of what the engine keeps beside the database of what was erased; false when readers were in the way. */
  scrub(): Promise<boolean>;
}

export interface Store extends ReadStore, PublishStore {}

/** How a store is opened. */
export interface OpenOptions {
  /** Create the database when there is none, and bring its schema up to date; without it either is refused. */
  readonly migrate: boolean;
  /** Open it for reading alone. */
  readonly readonly?: boolean;
  /** How much of the database may be kept in memory, in bytes; the engine decides when it is left out. */
  readonly cacheBytes?: number;
  /** Where to read, of a database that has replicas: their URLs, in the order in which they are to be tried. */
  readonly replicas?: readonly string[];
  /** The most connections to each server of a database that has one; 10 when not given. */
  readonly connections?: number;
  /** Called with the text of every statement that runs. */
  readonly trace?: (statement: string) => void;
}
