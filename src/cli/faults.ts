import type { Fault } from '../content/faults.js';
import { counted, toPlain } from './text.js';

/**
 * Faults for a person: under each file, `file:line: pointer: detail`, which editors and terminals make a link of; then
 * how many there are. Empty when there are none.
 */
export function toFaultLines(faults: readonly Fault[]): string {
  if (faults.length === 0) return '';
  const lines = faults.map((fault, index) => {
    const previous = faults[index - 1];
    return (previous && previous.file !== fault.file ? '\n' : '') + toLine(fault);
  });
  const files = new Set(faults.flatMap(({ file }) => file ?? []));
  const where = files.size > 0 ? ` in ${counted(files.size, 'file')}` : '';
  return `${lines.join('')}\n${counted(faults.length, 'fault')}${where}.\n`;
}

function toLine({ file, line, record, pointer, detail }: Fault): string {
  const place = file === null ? record : line === null ? file : `${file}:${line}`;
  const within = file === null ? [pointer] : [record, pointer];
  const parts = [place, within.filter((part) => part !== null && part !== '').join(' '), detail];
  return `${parts
    .filter((part) => part !== null && part !== '')
    .map((part) => toPlain(part ?? ''))
    .join(': ')}\n`;
}
