import type { RecallMark, ReplicaState } from './replica-state.js';
import type { Item, ItemKey } from './replica-store.js';

const nameOf = ({ type, id }: ItemKey) => `${type}/${id}`;

/**
 * Whether a reader must not see an item: the service said that it is recalled, and no later window has settled that yet. Of
 * what was published again, what is older than the recall; else any version, for it may come from a history that was lost.
 */
export function isRecalled(item: Item, recalls: readonly RecallMark[]): boolean {
  return recalls.some((mark) => nameOf(mark) === nameOf(item) && isMeant(mark, item));
}

const isMeant = ({ revision, reinstatedIn }: RecallMark, item: Item) =>
  reinstatedIn === null || item.revision < revision;

/**
 * The state with the recalls of a list added; the same object when it knew all that matters. `held` are the live items
 * recalled, in the same order. A recall that the copy already reckons with is left out, unless what it means is held. If
 * that is because the list is an old one, and the resource was published again, the window that follows says so.
 */
export function addRecalls(
  state: ReplicaState,
  recalls: readonly RecallMark[],
  held: readonly (Item | undefined)[],
): ReplicaState {
  const marks = new Map(state.recalls.map((mark) => [nameOf(mark), mark]));
  recalls.forEach((mark, index) => {
    const item = held[index];
    const matters = mark.revision > state.copy.revision || (item !== undefined && isMeant(mark, item));
    const known = marks.get(nameOf(mark));
    if ((matters && known === undefined) || (known !== undefined && isNews(mark, known))) marks.set(nameOf(mark), mark);
  });
  const after = [...marks.values()];
  const same = after.length === state.recalls.length && after.every((mark) => state.recalls.includes(mark));
  if (same) return state;
  return { ...state, version: state.version + 1, generation: state.generation + 1, recalls: after };
}

const isNews = (mark: RecallMark, known: RecallMark) =>
  mark.revision > known.revision || (mark.revision === known.revision && mark.reinstatedIn !== known.reinstatedIn);

/**
 * The recalls that still matter once the last window of a run, up to `to`, is applied: the set there is what the service
 * holds now, so it reckons with all up to there. After a whole window those that the service no longer lists go too: its history was replaced by another, in
 * which they never were. `listed` is undefined when the list could not be read.
 */
export function keepRecalls(
  recalls: readonly RecallMark[],
  to: number,
  mode: 'merge' | 'replace',
  listed: readonly RecallMark[] | undefined,
): readonly RecallMark[] {
  const isListed = (mark: RecallMark) =>
    listed === undefined || listed.some((other) => nameOf(other) === nameOf(mark) && other.revision >= mark.revision);
  return recalls.filter((mark) => mark.revision > to && (mode === 'merge' || isListed(mark)));
}
