import type { HubPlace } from './hub.js';
import type { ShareOptions } from './share.js';

const nothing: ReadonlyMap<string, number> = new Map();

/**
 * A place at the hub of a machine that is shared with other machines as if it were the buckets of one process: what the
 * processes of this machine take is told there, and what is taken there is told to them at once.
 */
export function bridge(place: HubPlace): ShareOptions['limits'] {
  let kept = new Map<string, number>();
  const keep: ShareOptions['limits']['keep'] = (taken) => {
    for (const [caller, cost] of taken) kept.set(caller, cost + (kept.get(caller) ?? 0));
  };
  return {
    charge: (caller, _policies, cost) => keep(place.swap(new Map([[caller, cost]]))),
    collect() {
      keep(place.swap(nothing));
      const collected = kept;
      kept = new Map();
      return collected;
    },
    keep,
  };
}
