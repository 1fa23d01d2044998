import type { DraftResource, Plan } from '../store/store.js';
import { type Fault, resourceFault } from './faults.js';
import type { Judged } from './plan.js';

/** The names that each drafted resource takes: its id and its slug. A name that only redirects may be taken over. */
export function planNames(judged: Judged, faults: Fault[]): Plan['names'] {
  const claims = new Map<string, string>();
  const names: Plan['names'][number][] = [];
  for (const resource of judged.drafted.values()) {
    const { type, id, slug } = resource;
    for (const name of new Set(slug === null ? [id] : [id, slug])) {
      const place = `${type}/${name}`;
      const other = claims.get(place) ?? holderOf(judged, resource, name);
      if (other !== undefined && other !== id) {
        const pointer = name === slug ? '/slug' : '/id';
        const detail = `The name “${name}” belongs to ${type}/${other}: choose another, or rename or withdraw that one.`;
        faults.push(resourceFault(`${type}/${id}`, 'name-taken', detail, pointer));
        continue;
      }
      claims.set(place, id);
      if (judged.live.names.get(place)?.id !== id) names.push({ type, name, id });
    }
  }
  return names;
}

/** The other resource that holds a name and keeps it. */
function holderOf({ live, drafted, stays }: Judged, { type, id }: DraftResource, name: string): string | undefined {
  const held = live.names.get(`${type}/${name}`);
  if (held === undefined || held.id === id) return undefined;
  if (held.id === name) return held.id;
  const holder = `${type}/${held.id}`;
  const renamed = drafted.get(holder);
  if (renamed !== undefined) return renamed.slug === name ? held.id : undefined;
  return held.current && stays(holder) ? held.id : undefined;
}
