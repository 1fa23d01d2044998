import type { Problem } from '../schemas/problem.js';
import type { RecallMark, SetSum } from './replica-state.js';
import type { Item, ItemKey, StagedChange } from './replica-store.js';

/** What came is not what the service promises: a proxy's page, a cut or spoilt body, or a fault of the service. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** A page of a sync window, as far as a replica needs it. Members and types that it does not know are let be. */
export interface WirePage {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly StagedChange[];
  readonly hasMore: boolean;
  /** With the last page of a window, what the copy must add up to. */
  readonly end: SetSum | null;
  readonly nextCursor: string;
  readonly pollAfterSeconds: number;
}

export interface WireRecalls {
  readonly recalls: readonly RecallMark[];
  readonly nextCursor: string | null;
}

type Members = Readonly<Record<string, unknown>>;

function fail(member: string, wanted: string): never {
  throw new WireError(`The member ${member} is not ${wanted}.`);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown, member: string): Members {
  return isMembers(value) ? value : fail(member, 'an object');
}

function array(value: unknown, member: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(member, 'an array');
}

function text(value: unknown, member: string, pattern = /./s): string {
  return typeof value === 'string' && pattern.test(value) ? value : fail(member, 'a string of the right form');
}

function natural(value: unknown, member: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail(member, 'a whole number');
}

function time(value: unknown, member: string): string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : fail(member, 'a time');
}

function flag(value: unknown, member: string): boolean {
  return typeof value === 'boolean' ? value : fail(member, 'true or false');
}

const TYPE = /^[a-z][a-z-]{0,63}$/;
const ID = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

function readKey(value: Members, member: string): ItemKey {
  return { type: text(value.type, `${member}.type`, TYPE), id: text(value.id, `${member}.id`, ID) };
}

function isResource(value: Members, { type, id }: ItemKey): value is Members & ItemKey {
  return value.type === type && value.id === id;
}

function readChange(value: unknown, member: string): StagedChange {
  const change = object(value, member);
  const key = readKey(change, member);
  const revision = natural(change.revision, `${member}.revision`);
  if (change.op === 'delete') return { op: 'delete', ...key };
  if (change.op !== 'upsert') return fail(`${member}.op`, 'upsert or delete');
  const resource = object(change.resource, `${member}.resource`);
  if (!isResource(resource, key)) return fail(`${member}.resource`, 'the resource that the change names');
  const item: Item = {
    ...key,
    slug: typeof resource.slug === 'string' ? resource.slug : null,
    revision,
    publishedAt: time(change.publishedAt, `${member}.publishedAt`),
    updatedAt: time(change.updatedAt, `${member}.updatedAt`),
    digest: text(change.digest, `${member}.digest`, /^sha256-[0-9a-f]{64}$/),
    resource,
  };
  return { op: 'upsert', item };
}

function readEnd(page: Members): SetSum | null {
  if (!flag(page.complete, 'complete')) return null;
  const set = object(page.set, 'set');
  return { count: natural(set.count, 'set.count'), digest: text(set.digest, 'set.digest', /^sum256-[0-9a-f]{64}$/) };
}

export function readPage(body: unknown): WirePage {
  const page = object(body, 'body');
  const from = natural(page.from, 'from');
  const to = natural(page.to, 'to');
  if (to < from) fail('to', 'at or after `from`');
  return {
    from,
    to,
    changes: array(page.changes, 'changes').map((change, index) => readChange(change, `changes[${index}]`)),
    hasMore: flag(page.hasMore, 'hasMore'),
    end: readEnd(page),
    nextCursor: text(page.nextCursor, 'nextCursor'),
    pollAfterSeconds: natural(page.pollAfterSeconds, 'pollAfterSeconds'),
  };
}

export function readRecalls(body: unknown): WireRecalls {
  const list = object(body, 'body');
  const recalls = array(list.data, 'data').map((value, index) => {
    const member = `data[${index}]`;
    const recall = object(value, member);
    const { reinstatedIn = null } = recall;
    return {
      ...readKey(recall, member),
      revision: natural(recall.revision, `${member}.revision`),
      reinstatedIn: reinstatedIn === null ? null : natural(reinstatedIn, `${member}.reinstatedIn`),
    };
  });
  const page = isMembers(list.page) ? list.page : {};
  return { recalls, nextCursor: typeof page.nextCursor === 'string' ? page.nextCursor : null };
}

/** The problem in the body of a refusal; undefined when it is not one of this service's. */
export function readProblem(body: unknown): Problem | undefined {
  return isProblem(body) ? body : undefined;
}

function isProblem(body: unknown): body is Problem {
  return (
    isMembers(body) &&
    typeof body.type === 'string' &&
    typeof body.title === 'string' &&
    typeof body.status === 'number'
  );
}

/** The last segment of a problem's type, such as `sync-reset`. */
export function problemCode(problem: Problem | undefined): string | undefined {
  return problem?.type.split('/').at(-1);
}
