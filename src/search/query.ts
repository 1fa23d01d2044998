import { tokenise } from './analyse.js';

/** A search, parsed: every term of `all` must occur, none of `none` may. A term of several tokens is a phrase. */
export interface SearchQuery {
  readonly all: readonly (readonly string[])[];
  readonly none: readonly (readonly string[])[];
}

const quotes = '"\u201C\u201D\u201E\u00AB\u00BB\uFF02';
/** A minus (only at the start of a term), then a phrase in quotes or a run of anything else. A quote that is not closed ends with the query. */
const term = new RegExp(
  String.raw`([-\u2212]?)(?:[${quotes}]([^${quotes}]*)(?:[${quotes}]|$)|([^\s${quotes}]+))`,
  'gu',
);

/**
 * Words are AND, `"phrase"` is a phrase, `-word` excludes; nothing else has a meaning.
 * Undefined when no term says what to look for.
 */
export function parseQuery(q: string): SearchQuery | undefined {
  const all = new Map<string, readonly string[]>();
  const none = new Map<string, readonly string[]>();
  for (const [, minus, phrase, word] of q.matchAll(term)) {
    const tokens = tokenise(phrase ?? word ?? '').map(({ token }) => token);
    if (tokens.length > 0) (minus ? none : all).set(tokens.join(' '), tokens);
  }
  return all.size === 0 ? undefined : { all: [...all.values()], none: [...none.values()] };
}

/** Where a term occurs in a list of tokens: the index of its first token, each time. */
export function occurrences(term: readonly string[], tokens: readonly string[]): readonly number[] {
  const found: number[] = [];
  const [first] = term;
  if (first === undefined) return found;
  for (let at = tokens.indexOf(first); at !== -1; at = tokens.indexOf(first, at + 1)) {
    if (term.every((token, offset) => tokens[at + offset] === token)) found.push(at);
  }
  return found;
}
