import type { ResourceType } from '../../schemas/resource.js';
import { beginParts, type LiveRow, toVersion } from '../rows.js';
import type { Parts } from '../store.js';

/** Joins a version `v` that is live, or a withdrawal, at `:at`. */
export const AT = 'v.until > :at AND v.revision <= :at';

/** Live versions by type and id. */
export function toParts(rows: readonly LiveRow[]): Parts {
  const parts = beginParts();
  const put = <T extends ResourceType>(type: T, row: LiveRow) => parts[type].set(row.id, toVersion(row, type));
  for (const row of rows) put(row.type, row);
  return parts;
}
