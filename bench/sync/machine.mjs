import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const results = new URL('../results/sync.md', import.meta.url);

/** What the figures were made on, in general words. */
export function describeMachine() {
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, Node.js ${process.version}, ${availableParallelism()} cores, ${process.platform} ${process.arch}`;
}

/** Writes a section of the results anew; the others stay. */
export function writeSection(title, lines) {
  const sections = readFileSync(results, 'utf8').split(/^(?=## )/m);
  const section = `## ${title}\n\n${lines.join('\n')}\n\n_${describeMachine()}._\n`;
  const index = sections.findIndex((one) => one.startsWith(`## ${title}\n`));
  if (index < 0) sections.push(section);
  else sections[index] = section;
  writeFileSync(results, `${sections.map((one) => one.trimEnd()).join('\n\n')}\n`);
}

/** The resident memory of a process, in MiB. */
export function residentMemory(pid) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** The value below which a part of the values lies. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

export const milliseconds = (value) => `${value.toFixed(2)} ms`;
