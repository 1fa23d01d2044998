import type { Taken } from './limits.js';
import { MAX_CALLERS } from './local.js';

/** The place of one process at a hub. */
export interface HubPlace {
  /** Leaves word of what was taken for all others, and gives what they left. */
  swap(taken: Taken): Taken;
  leave(): void;
}

/** Passes on between the processes of a machine what each has taken: to each what all others took since it last asked. */
export function createHub(): { join(): HubPlace } {
  const waiting = new Map<HubPlace, Map<string, number>>();

  function leaveWord(word: Map<string, number>, taken: Taken): void {
    for (const [caller, cost] of taken) word.set(caller, cost + (word.get(caller) ?? 0));
    // For one that does not ask any more.
    for (const oldest of word.keys()) {
      if (word.size <= MAX_CALLERS) break;
      word.delete(oldest);
    }
  }

  return {
    join() {
      const place: HubPlace = {
        swap(taken) {
          const word = waiting.get(place) ?? new Map<string, number>();
          if (waiting.has(place)) waiting.set(place, new Map());
          for (const [other, left] of waiting) if (other !== place) leaveWord(left, taken);
          return word;
        },
        leave: () => void waiting.delete(place),
      };
      waiting.set(place, new Map());
      return place;
    },
  };
}
