import type { ResourceOf, ResourceType } from '../../schemas/resource.js';
import { beginParts } from '../rows.js';
import type { Parts } from '../store.js';

/** A live version as JSON, its resource last: the driver takes longer over a row of many columns than over anything else of a read. */
export const PACKED = `'[' || v.revision || ',' || v.first_revision || ',' || v.published_at || ',' || v.updated_at
    || ',"' || v.digest || '",' || v.body || ']'`;
/**
 * Joins a version `v` that is live, or a withdrawal, at `:at`. The sum keeps the planner from the index of the history, which it
 * would walk through every revision for one resource.
 */
export const AT = 'v.until > :at AND v.revision + 0 <= :at';
/** The same of a name `n` and a reference `r`. */
export const NAME_AT = 'n.until > :at AND n.revision <= :at';
export const REF_AT = 'r.until > :at AND r.revision <= :at';

/** By name, never `*`: the next release may add a column while this one runs, and a prepared statement may not come to give another row. */
export const REVISION_COLUMNS = 'r.revision, r.published_at, r.note, r.actor, r.resource_count, r.set_digest';

type Packed<T extends ResourceType> = readonly [
  revision: number,
  firstRevision: number,
  publishedAt: number,
  updatedAt: number,
  digest: string,
  resource: ResourceOf[T],
];

/** Packed live versions by type and id. */
export function toParts(packed: string): Parts {
  const parts = beginParts();
  const put = <T extends ResourceType>(type: T, id: string, version: Packed<T>) => {
    const [revision, firstRevision, publishedAt, updatedAt, digest, resource] = version;
    parts[type].set(id, { type, id, revision, firstRevision, publishedAt, updatedAt, digest, resource });
  };
  const versions: readonly Packed<ResourceType>[] = JSON.parse(packed);
  for (const version of versions) put(version[5].type, version[5].id, version);
  return parts;
}
