import { MissingPartError } from '../compose/shown.js';
import { MovedError } from '../http/read.js';
import { ProblemError } from '../problems.js';
import type { ResourceKey, ResourceType } from '../schemas/resource.js';
import type { Lookup, Parts, ReadStore } from '../store/store.js';

/** What a name leads to, or the answer that is due instead: 308 to `toPath(slug)`, 410 or 404. */
export function getLive<T>(lookup: Lookup<T>, type: ResourceType, toPath: (slug: string) => string): T {
  switch (lookup.state) {
    case 'live':
      return lookup.value;
    case 'moved':
      throw new MovedError(toPath(lookup.slug));
    case 'withdrawn': {
      const { reason, replacedBy } = lookup;
      const instead = replacedBy === null ? '' : ` Read ${replacedBy.type} \`${replacedBy.id}\` instead.`;
      const detail = `This ${type} was withdrawn (${reason}): delete or hide every copy of it.${instead}`;
      throw new ProblemError('withdrawn', detail, { reason, replacedBy });
    }
    case 'unknown':
      throw new ProblemError('not-found', `No ${type} of this name is published at this revision.`);
  }
}

/** What `compose` gives; 410 when something that it cannot be shown without was withdrawn for safety since. */
export function composeShowable<T>(type: ResourceType, compose: () => T): T {
  try {
    return compose();
  } catch (error) {
    if (!(error instanceof MissingPartError)) throw error;
    const detail = `Something that this ${type} cannot be shown without was withdrawn (safety): hide every copy of it.`;
    throw new ProblemError('withdrawn', detail, { reason: 'safety', replacedBy: null });
  }
}

/** Whether something that could be read at a revision was erased since: what refers to it must be looked at then. */
export const isErasedSince = (store: Pick<ReadStore, 'horizon'>, at: number) => at < store.horizon().erased;

/** Purge tags: the resource asked for first, because there is room for few. */
export function toTags(main: readonly ResourceKey[], parts: Parts): readonly ResourceKey[] {
  const rest = Object.values(parts).flatMap((versions) => [...versions.values()]);
  return [...main, ...rest].map(({ type, id }) => ({ type, id }));
}
