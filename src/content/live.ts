import type { ResourceKey, ResourceOf, ResourceType } from '../schemas/resource.js';
import type { PublishStore, StoredVersion } from '../store/store.js';
import { checkResource } from './validate.js';

const PAGE = 500;

/** The version of one resource that is live at a revision, with its source. */
export async function findLive(
  store: Pick<PublishStore, 'listLive'>,
  key: ResourceKey,
  at: number,
): Promise<StoredVersion | undefined> {
  if (at === 0) return undefined;
  const [found] = await store.listLive(at, { type: key.type, id: justBefore(key.id) }, 1);
  return found?.type === key.type && found.id === key.id ? found : undefined;
}

/** Every live version of a type at a revision, by id; so many at a time are in memory. */
export async function* listLiveOf(
  store: Pick<PublishStore, 'listLive'>,
  type: ResourceType,
  at: number,
  limit = PAGE,
): AsyncGenerator<StoredVersion> {
  if (at === 0) return;
  let after: ResourceKey = { type, id: '' };
  for (;;) {
    const page = await store.listLive(at, after, limit);
    for (const version of page) {
      if (version.type !== type) return;
      yield version;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = { type, id: last.id };
  }
}

/** The resource in a stored body; throws when it is not one of that type. */
export function parseResource<T extends ResourceType>(type: T, body: string): ResourceOf[T] {
  const value: unknown = JSON.parse(body);
  if (isResource(type, value)) return value;
  throw new TypeError(`What is stored as ${type} is not one: run verify.`);
}

export function isResource<T extends ResourceType>(type: T, value: unknown): value is ResourceOf[T] {
  return checkResource(type, value).length === 0;
}

/** The members in which two versions of a resource differ. */
export function changedMembers(before: string, after: string): readonly string[] {
  const one = toMembers(before);
  const other = toMembers(after);
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

function toMembers(body: string): ReadonlyMap<string, string> {
  const value: object = JSON.parse(body);
  return new Map(Object.entries(value).map(([name, member]) => [name, JSON.stringify(member)]));
}

/** A text that sorts before an id with no other id in between: ids are ASCII, and `~` sorts after all that they may hold. */
function justBefore(id: string): string {
  return `${id.slice(0, -1)}${String.fromCharCode(id.charCodeAt(id.length - 1) - 1)}~`;
}
