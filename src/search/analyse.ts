import { stemmer } from 'stemmer';

/** A word of a text as the index knows it, with the code units of the text that it was made from. */
export interface Token {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

const MAX_TOKEN = 64;
const MAX_REMEMBERED = 50_000;

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

/** The tokens of a text, in order, with their places. */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(beyondAscii.test(text) ? words : asciiWords)) {
    const [word] = match;
    const start = match.index;
    for (const token of toParts(word)) tokens.push({ token, start, end: start + word.length });
  }
  return tokens;
}

/** The tokens of a text separated by spaces: what every engine indexes. */
export function toTokens(text: string): string {
  const tokens: string[] = [];
  for (const word of text.match(beyondAscii.test(text) ? words : asciiWords) ?? []) tokens.push(...toParts(word));
  return tokens.join(' ');
}
