import type { Article } from 'second-opinion/client';

type Anchor = Article['answers'][number]['seekCare'][number]['anchor'];

/** Words of an answer's text, and what rests on them. */
export interface Quote {
  readonly key: string;
  readonly anchor: Anchor;
}

/** A text node, with the place of its first code point in the answer's text. */
interface Piece {
  readonly node: Text;
  readonly start: number;
  readonly points: readonly string[];
}

const BLOCKS = 'p, h2, h3, h4, h5, h6, ul, ol, li, blockquote, pre, hr';

/**
 * Wraps the words of each quote into `<mark data-for="KEY …">`, one for each text node that they run through, so that it works
 * across `<em>`, links and paragraphs alike, and where quotes overlap. `body` holds the `body.html` of the answer.
 */
export function highlight(body: Element, quotes: readonly Quote[]): void {
  const pieces = piecesOf(body);
  const text = textOf(pieces);
  // Never mark words that nothing rests on.
  const found = quotes.filter(({ anchor }) => text.slice(anchor.start, anchor.end).join('') === anchor.exact);
  for (const piece of pieces) piece.node.replaceWith(...markUp(piece, found));
}

/** Anchors count in code points, and `body.text` is the text nodes in order, with a blank line between two blocks. */
function piecesOf(body: Element): Piece[] {
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let block: Element | null | undefined;
  let start = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest(BLOCKS) ?? null;
    if (block !== undefined && own !== block) start += 2;
    block = own;
    const points = [...node.data];
    pieces.push({ node, start, points });
    start += points.length;
  }
  return pieces;
}

/** The code points of `body.text`. */
function textOf(pieces: readonly Piece[]): string[] {
  const text: string[] = [];
  for (const { start, points } of pieces) {
    while (text.length < start) text.push('\n');
    for (const point of points) text.push(point);
  }
  return text;
}

function markUp({ start, points }: Piece, quotes: readonly Quote[]): Node[] {
  const end = start + points.length;
  const edges = quotes.flatMap(({ anchor }) => [anchor.start, anchor.end]).filter((at) => at > start && at < end);
  const cuts = [...new Set([start, ...edges, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? end;
    const words = points.slice(from - start, to - start).join('');
    const keys = quotes.filter(({ anchor }) => anchor.start <= from && to <= anchor.end).map(({ key }) => key);
    if (keys.length === 0) return document.createTextNode(words);
    const mark = document.createElement('mark');
    mark.setAttribute('data-for', keys.join(' '));
    mark.append(words);
    return mark;
  });
}
