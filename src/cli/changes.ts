import type { ResourceChange } from '../content/change.js';
import { counted } from './text.js';

/** One line for one change: `+ author/ada`, `~ question/knee: title, answers`, `- topic/old: merged into topic/new`. */
export function toChangeLine(change: ResourceChange): string {
  const name = `${change.type}/${change.id}`;
  if (change.op === 'add') return `+ ${name}\n`;
  if (change.op === 'change') return `~ ${name}${change.members.length > 0 ? `: ${change.members.join(', ')}` : ''}\n`;
  const { reason, replacedBy } = change;
  return `- ${name}: ${reason}${replacedBy ? `, replaced by ${replacedBy.type}/${replacedBy.id}` : ''}\n`;
}

/** How many resources were added, changed and withdrawn. */
export class Tally {
  readonly #counts = { add: 0, change: 0, withdraw: 0 };

  add({ op }: ResourceChange): void {
    this.#counts[op] += 1;
  }

  get total(): number {
    const { add, change, withdraw } = this.#counts;
    return add + change + withdraw;
  }

  /** `2 added, 1 changed, 0 withdrawn`. */
  toString(): string {
    const { add, change, withdraw } = this.#counts;
    return [
      `${add.toLocaleString('en')} added`,
      `${change.toLocaleString('en')} changed`,
      `${withdraw.toLocaleString('en')} withdrawn`,
    ].join(', ');
  }
}

/** The lines of many changes, the rest of a very long list as a number. */
export function toChangeLines(changes: readonly ResourceChange[], limit: number, whereAll: string): string {
  const lines = changes.slice(0, limit).map(toChangeLine).join('');
  const more = changes.length - limit;
  return more > 0 ? `${lines}… and ${counted(more, 'more change')}: ${whereAll}\n` : lines;
}

export function toTally(changes: readonly ResourceChange[]): Tally {
  const tally = new Tally();
  for (const change of changes) tally.add(change);
  return tally;
}
