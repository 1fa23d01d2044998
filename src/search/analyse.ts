import { stemmer } from 'stemmer';

/** A word of a text as the index knows it, with the code units of the text that it was made from. */
export interface Token {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

const MAX_TOKEN = 64;
const MAX_REMEMBERED = 50_000;
/** So near to one another, words beyond ASCII are looked at in one piece. */
const SOON = 40;

/** Scripts written without spaces: each character is a token, and a word of several is searched as a phrase. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const wordCharacter = String.raw`(?:(?![${unspaced}])[\p{L}\p{N}\p{M}])`;
const apostrophe = String.raw`['\u2018\u2019\u02BC\uFF07]`;
const words = new RegExp(String.raw`[${unspaced}]\p{M}*|${wordCharacter}+(?:${apostrophe}${wordCharacter}+)*`, 'gu');
const asciiWords = /[a-z0-9]+(?:'[a-z0-9]+)*/gi;
const beyondAscii = /[\u0080-\uffff]/;
const parts = /[\p{L}\p{N}]+/gu;

const remembered = new Map<string, readonly string[]>();

/** What one written word becomes: usually one token, more where its compatibility form has several parts (`½`). */
function toParts(word: string): readonly string[] {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const plain = word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'\u2018\u2019\u02BC]/gu, '')
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss');
  const made = (plain.match(parts) ?? []).map((part) => {
    const stem = /^[a-z]+$/.test(part) ? stemmer(part) : part;
    return [...(stem || part)].slice(0, MAX_TOKEN).join('');
  });
  // A longer slice would keep the whole text that it was cut from in memory.
  if (word.length <= 12) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(word, made);
  }
  return made;
}

/** Where the words are, within a text, that a place from `from` to `to` touches: up to the nearest spaces. */
function widen(text: string, from: number, to: number): { from: number; to: number } {
  let [start, end] = [from, to];
  while (start > 0 && text.charCodeAt(start - 1) > 32) start -= 1;
  while (end < text.length && text.charCodeAt(end) > 32) end += 1;
  return { from: start, to: end };
}

/** The words around what is beyond ASCII at `at`, and those that follow soon. */
function findForeign(text: string, at: number): { from: number; to: number } {
  const found = widen(text, at, at + 1);
  for (;;) {
    const next = text.slice(found.to, found.to + SOON).search(beyondAscii);
    if (next === -1) return found;
    found.to = widen(text, found.to, found.to + next + 1).to;
  }
}

/** Part of a text, from its place there on; no word is cut. */
interface Piece {
  readonly text: string;
  readonly from: number;
  readonly isAscii: boolean;
}

/** A text in pieces: most of most texts is ASCII, where words are found several times as fast. */
function toPieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, isAscii: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to), from, isAscii });
  };
  let at = 0;
  for (let next = text.search(beyondAscii); next !== -1; next = text.slice(at).search(beyondAscii)) {
    const { from, to } = findForeign(text, at + next);
    add(at, from, true);
    add(from, to, false);
    at = to;
  }
  add(at, text.length, true);
  return pieces;
}

/** The tokens of the words that a pattern finds in a piece. */
function readPiece({ text, from }: Piece, pattern: RegExp, tokens: Token[], isWanted = (_token: string) => true): void {
  for (const match of text.matchAll(pattern)) {
    const [word] = match;
    const start = from + match.index;
    for (const token of toParts(word)) if (isWanted(token)) tokens.push({ token, start, end: start + word.length });
  }
}

/** The tokens of a text, in order, with their places. */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const piece of toPieces(text)) readPiece(piece, piece.isAscii ? asciiWords : words, tokens);
  return tokens;
}

/** The tokens of the words that stand from `from` to `to`, or partly there: no word is cut. */
export function tokeniseWithin(text: string, from: number, to: number): readonly Token[] {
  const around = widen(text, from, to);
  return tokenise(text.slice(around.from, around.to)).map(({ token, start, end }) => ({
    token,
    start: start + around.from,
    end: end + around.from,
  }));
}

/**
 * Gives the places of some tokens in texts, in order, as `tokenise` would: but of all other words it looks at the first letter alone,
 * for no stem begins with another than its word.
 */
export function toFinder(wanted: readonly string[]): (text: string) => readonly Token[] {
  const firsts = [...new Set(wanted.map((token) => token[0] ?? ''))].filter((first) => /[a-z0-9]/.test(first)).join('');
  const candidates = firsts && new RegExp(`(?<![a-z0-9]'?)[${firsts}][a-z0-9]*(?:'[a-z0-9]+)*`, 'gi');
  const among = new Set(wanted);
  const isWanted = (token: string) => among.has(token);
  return (text) => {
    const found: Token[] = [];
    for (const piece of toPieces(text)) {
      if (!piece.isAscii) readPiece(piece, words, found, isWanted);
      else if (candidates) readPiece(piece, candidates, found, isWanted);
    }
    return found;
  };
}

/** The tokens of a text separated by spaces: what every engine indexes. */
export function toTokens(text: string): string {
  const tokens: string[] = [];
  for (const piece of toPieces(text)) {
    for (const word of piece.text.match(piece.isAscii ? asciiWords : words) ?? []) tokens.push(...toParts(word));
  }
  return tokens.join(' ');
}
