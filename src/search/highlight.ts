import { type Token, toFinder, tokenise, tokeniseWithin } from './analyse.js';
import { occurrences, type SearchQuery } from './query.js';

/** Some words of a text, as plain text and as escaped HTML in which `<mark>` holds what was found. */
export interface Highlight {
  readonly text: string;
  readonly html: string;
}

/** The best words of several texts, and which text they are from: its index. */
export interface Passage extends Highlight {
  readonly from: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
  /** Which term of the query. */
  readonly term: number;
}

const SNIPPET = 200;
const LEAD = 40;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Gives where the terms of a query stand in texts. */
function toRangeFinder(query: SearchQuery): (text: string) => readonly Range[] {
  const hasPhrase = query.all.some(({ length }) => length > 1);
  // What follows one another can only be told among all tokens.
  const find = hasPhrase ? tokenise : toFinder(query.all.flat());
  return (text) => {
    const tokens = find(text);
    const words = tokens.map(({ token }) => token);
    return query.all
      .flatMap((term, index) =>
        occurrences(term, words).map((first) => ({
          start: tokens[first]?.start ?? 0,
          end: tokens[first + term.length - 1]?.end ?? 0,
          term: index,
        })),
      )
      .sort((a, b) => a.start - b.start || b.end - a.end);
  };
}

/** The part of `text` from `from` to `to`, runs of white space as one space. */
function mark(text: string, ranges: readonly Range[], from: number, to: number): Highlight {
  const squeeze = (start: number, end: number) => text.slice(start, end).replace(/\s+/g, ' ');
  const before = from > 0 ? '…' : '';
  const after = to < text.length ? '…' : '';
  let html = before;
  let at = from;
  for (const { start, end } of ranges) {
    if (end > to || start < from || end <= at) continue;
    html += `${escapeHtml(squeeze(at, Math.max(at, start)))}<mark>${escapeHtml(squeeze(Math.max(at, start), end))}</mark>`;
    at = end;
  }
  return { text: before + squeeze(from, to) + after, html: html + escapeHtml(squeeze(at, to)) + after };
}

/** From the start of a word to the end of one: about `SNIPPET` characters, never within a word or a surrogate pair. */
function frame(text: string, around: number): { from: number; to: number } {
  const tokens = tokeniseWithin(text, Math.max(0, around - LEAD), Math.min(text.length, around + SNIPPET));
  const from = around <= LEAD ? 0 : (tokens.find(({ start }) => start >= around - LEAD)?.start ?? around);
  if (text.length - from <= SNIPPET) return { from, to: text.length };
  const isAfter = ({ start }: Token) => start >= from;
  const inside = tokens.filter((token) => isAfter(token) && token.end <= from + SNIPPET);
  const to = inside.at(-1)?.end ?? (tokens.find(isAfter) ?? tokenise(text).find(isAfter))?.end ?? text.length;
  return { from, to };
}

const countTerms = (ranges: readonly Range[]) => new Set(ranges.map(({ term }) => term)).size;

/** The part of the texts that holds most terms of the query; the first of the best. */
function toSnippet(findRanges: (text: string) => readonly Range[], texts: readonly string[]): Passage {
  let best = { terms: 0, count: 0, index: 0, text: texts[0] ?? '', from: 0, to: 0, ranges: [] as readonly Range[] };
  const isBetter = (found: readonly Range[]) => {
    const terms = countTerms(found);
    return terms > best.terms || (terms === best.terms && found.length > best.count);
  };
  for (const [index, text] of texts.entries()) {
    const ranges = findRanges(text);
    let last = -1;
    for (const { start } of ranges.slice(0, 100)) {
      if (start < last) continue;
      last = start + LEAD;
      // No frame around this place holds more than these.
      if (!isBetter(ranges.filter((range) => range.start >= start - LEAD && range.start <= start + SNIPPET))) continue;
      const { from, to } = frame(text, start);
      const inside = ranges.filter((range) => range.start >= from && range.end <= to);
      if (isBetter(inside)) best = { terms: countTerms(inside), count: inside.length, index, text, from, to, ranges };
    }
  }
  if (best.terms > 0) return { ...mark(best.text, best.ranges, best.from, best.to), from: best.index };
  const { from, to } = frame(best.text, 0);
  return { ...mark(best.text, [], from, to), from: best.index };
}

/** The title as it is and the best part of the texts, what the query found marked in both. */
export function highlight(
  query: SearchQuery,
  title: string,
  texts: readonly string[],
): { title: Highlight; snippet: Passage } {
  const findRanges = toRangeFinder(query);
  return { title: mark(title, findRanges(title), 0, title.length), snippet: toSnippet(findRanges, texts) };
}
