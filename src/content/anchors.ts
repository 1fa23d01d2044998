import search from 'approx-string-match';
import type { Anchor } from '../schemas/anchor.js';
import type { SourceAnchor } from '../schemas/source.js';

const CONTEXT = 32;
/** Beyond this the nearest text is looked for by the first words only: the search costs pattern times text. */
const LONGEST_PATTERN = 200;

export interface AnchorFault {
  readonly code: 'anchor-not-found' | 'anchor-ambiguous' | 'anchor-position';
  readonly detail: string;
}

/** The anchor in full, or why the words cannot be anchored. Positions count Unicode code points of `text`. */
export function resolveAnchor(text: string, given: SourceAnchor): Anchor | AnchorFault {
  const { exact, prefix = '', suffix = '', start, end } = typeof given === 'string' ? { exact: given } : given;
  const occurrences = findOccurrences(text, exact);
  if (occurrences.length === 0) return notFound(text, exact);
  const inContext = occurrences.filter(
    (at) => text.slice(0, at).endsWith(prefix) && text.startsWith(suffix, at + exact.length),
  );
  const [inContextFirst] = inContext;
  if (inContextFirst === undefined) return contextDiffers(text, exact, occurrences);
  const placed = inContext.map((at) => toAnchor(text, exact, at));
  const matching = placed.filter(
    (anchor) => (start ?? anchor.start) === anchor.start && (end ?? anchor.end) === anchor.end,
  );
  const [anchor] = matching;
  if (anchor === undefined) {
    const places = placed.slice(0, 5).map((found) => `${found.start} to ${found.end}`);
    return {
      code: 'anchor-position',
      detail: `The words stand at ${places.join(', ')}, not at ${start ?? '…'} to ${end ?? '…'} (code points of the plain text): mend or leave out start and end.`,
    };
  }
  if (matching.length > 1) {
    return {
      code: 'anchor-ambiguous',
      detail: `${quote(exact)} occurs ${matching.length} times in the answer: add a prefix or a suffix (the words right before or after) to say which is meant.`,
    };
  }
  return anchor;
}

export function isAnchorFault(result: Anchor | AnchorFault): result is AnchorFault {
  return 'code' in result;
}

/** Whether a stored anchor says the truth about a text. */
export function anchorHolds(text: string, anchor: Anchor): boolean {
  const points = Array.from(text);
  const { exact, prefix, suffix, start, end } = anchor;
  return (
    points.slice(start, end).join('') === exact &&
    points.slice(Math.max(0, start - CONTEXT), start).join('') === prefix &&
    points.slice(end, end + CONTEXT).join('') === suffix
  );
}

/** The shortest way to write an anchor so that it resolves to the same again. */
export function toSourceAnchor(text: string, anchor: Anchor): SourceAnchor {
  const { exact, prefix, suffix, start } = anchor;
  const candidates: SourceAnchor[] = [exact, { exact, prefix, suffix }];
  for (const candidate of candidates) {
    if (!isAnchorFault(resolveAnchor(text, candidate))) return candidate;
  }
  return { exact, start };
}

function toAnchor(text: string, exact: string, at: number): Anchor {
  const after = at + exact.length;
  // One code unit more than 32 code points can take: half a pair at the far end is never among them.
  const units = 2 * CONTEXT + 1;
  const start = countCodePoints(text, 0, at);
  return {
    exact,
    prefix: Array.from(text.slice(Math.max(0, at - units), at))
      .slice(-CONTEXT)
      .join(''),
    suffix: Array.from(text.slice(after, after + units))
      .slice(0, CONTEXT)
      .join(''),
    start,
    end: start + countCodePoints(text, at, after),
  };
}

function countCodePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}

function findOccurrences(text: string, exact: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(exact); at !== -1; at = text.indexOf(exact, at + 1)) places.push(at);
  return places;
}

function notFound(text: string, exact: string): AnchorFault {
  const nearest = findNearest(text, exact);
  return {
    code: 'anchor-not-found',
    detail: `${quote(exact)} is not in the answer. ${
      nearest === undefined ? 'Nothing like it is there.' : `The nearest is ${quote(nearest)}.`
    } Copy the words exactly as they are in the plain text.`,
  };
}

function contextDiffers(text: string, exact: string, occurrences: readonly number[]): AnchorFault {
  const shown = occurrences
    .slice(0, 5)
    .map((at) => quote(text.slice(Math.max(0, at - CONTEXT), at + exact.length + CONTEXT)));
  return {
    code: 'anchor-not-found',
    detail: `${quote(exact)} is in the answer, but not between that prefix and suffix. It stands in ${shown.join(', ')}.`,
  };
}

function findNearest(text: string, exact: string): string | undefined {
  const pattern = exact.slice(0, LONGEST_PATTERN);
  const [best] = search(text, pattern, Math.ceil(pattern.length * 0.4)).sort(
    (a, b) => a.errors - b.errors || a.start - b.start,
  );
  if (best === undefined) return undefined;
  // By way of UTF-8, so that half a surrogate pair at an edge becomes a replacement character.
  return Buffer.from(text.slice(best.start, best.end + (exact.length - pattern.length))).toString();
}

function quote(words: string): string {
  const points = Array.from(words);
  return `“${points.length > 300 ? `${points.slice(0, 300).join('')}…` : words}”`;
}
