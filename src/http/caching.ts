import { serializeList } from 'structured-headers';
import type { CdnProfile } from '../config.js';
import { type ResourceKey, resourceTypes } from '../schemas/resource.js';
import type { CachePolicy } from './read.js';

/** What any cache is told. `s-maxage` is never said: beside it no cache may serve stale (RFC 9111 §5.2.2.10). */
const lifetimes: Record<CachePolicy, string> = {
  detail: 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400',
  list: 'public, max-age=30, stale-while-revalidate=300, stale-if-error=86400',
  volatile: 'public, max-age=5, stale-while-revalidate=30',
  fresh: 'public, max-age=15',
  window: 'public, max-age=3600',
};

/** Never longer: a withdrawn answer must not live for a year in a cache. */
const PINNED = 'public, max-age=86400, immutable';

/** What a content delivery network is told: it can be purged, so it may keep what is latest for longer. */
const deliveryLifetimes: Record<CachePolicy, string> = {
  detail: 'max-age=300, stale-while-revalidate=600, stale-if-error=86400',
  list: 'max-age=300, stale-while-revalidate=300, stale-if-error=86400',
  volatile: 'max-age=5',
  fresh: 'max-age=15',
  window: 'max-age=3600',
};
const DELIVERY_PINNED = 'max-age=86400';

const MAX_TAGS = 32;

/** The headers that say how long an answer may be kept, and by which tags a network may purge it. */
export function toCacheHeaders(
  profile: CdnProfile,
  policy: CachePolicy,
  isPinned: boolean,
  keys: readonly ResourceKey[] | 'all',
): Record<string, string> {
  const headers = { 'cache-control': isPinned ? PINNED : lifetimes[policy] };
  if (profile === 'none') return headers;
  const delivery = isPinned ? DELIVERY_PINNED : deliveryLifetimes[policy];
  const tags = toPurgeTags(keys);
  switch (profile) {
    case 'generic':
      return {
        ...headers,
        'cdn-cache-control': delivery,
        ...(tags.length > 0 && { 'cache-groups': serializeList(tags.map((tag) => [tag, new Map()])) }),
      };
    case 'fastly':
      return { ...headers, 'surrogate-control': delivery, ...(tags.length > 0 && { 'surrogate-key': tags.join(' ') }) };
    case 'cloudflare':
      return { ...headers, 'cdn-cache-control': delivery, ...(tags.length > 0 && { 'cache-tag': tags.join(',') }) };
  }
}

/** `type/id` of each resource; of too many, the types alone. To purge a resource, purge its `type/id` and its `type`. */
function toPurgeTags(keys: readonly ResourceKey[] | 'all'): readonly string[] {
  if (keys === 'all') return resourceTypes;
  const tags = [...new Set(keys.map(({ type, id }) => `${type}/${id}`))];
  return tags.length <= MAX_TAGS ? tags : [...new Set(keys.map(({ type }) => type))];
}
