import { occurrences, type SearchQuery } from './query.js';

/** Above any revision that will ever be. */
const STEP = 2 ** 40;

/**
 * How well a question answers a search: by how much of the query its title holds, then by how new its words are.
 * A function of the query and the revision alone, so that a page pinned to a revision has one order on every engine.
 */
export function score(query: SearchQuery, title: string, revision: number): number {
  const tokens = title.split(' ');
  const held = query.all.filter((term) => occurrences(term, tokens).length > 0).length;
  return toScore(held, query.all.length, revision);
}

/** The same, given how many of so many terms the title holds. */
export function toScore(held: number, terms: number, revision: number): number {
  return Math.round((100 * held) / terms) * STEP + revision;
}
