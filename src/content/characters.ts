import type { SchemaFault } from './validate.js';

// Control characters but for tab, line feed and carriage return, and halves of surrogate pairs: no index keeps them faithfully.
const refused = /[^\P{Cc}\t\n\r]|\p{Cs}/u;
const carriageReturn = /\r/;

/** Characters that no text may hold, in every string of a value. The text of an answer may have any line ends. */
export function checkCharacters(value: unknown): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  const pending: [string, unknown][] = [['', value]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [pointer, item] = next;
    if (typeof item === 'string') {
      const found = refused.exec(item) ?? (pointer.endsWith('/body') ? null : carriageReturn.exec(item));
      if (found !== null) {
        const shown = `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
        faults.push({
          pointer,
          code: 'character',
          detail: `Holds the character ${shown}, which no text may have: take it out.`,
        });
      }
    } else if (typeof item === 'object' && item !== null) {
      for (const [name, member] of Object.entries(item))
        pending.push([`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, member]);
    }
  }
  return faults;
}
