import { stringify } from 'yaml';
import type { SourceQuestion, SourceRecord } from '../schemas/source.js';

/** The folder that each type of record is exported to. */
const folders = {
  disclaimer: 'disclaimers',
  topic: 'topics',
  author: 'authors',
  exercise: 'exercises',
  question: 'questions',
} as const;

export interface SourceFile {
  /** Within the folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

export function toSourceFile(record: SourceRecord): SourceFile {
  const folder = folders[record.type];
  if (record.type !== 'question')
    return { path: `${folder}/${record.id}.json`, text: `${JSON.stringify(record, null, 2)}\n` };
  return { path: `${folder}/${record.id}.md`, text: toMarkdownFile(record) };
}

export function toNdjsonLine(record: SourceRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function toMarkdownFile({ type: _type, answers, ...members }: SourceQuestion): string {
  const listed = answers.map(({ body: _body, ...answer }) => answer);
  // Long texts on one line each: folded ones would differ from what was written, and a change would touch many lines.
  const frontMatter = stringify(
    { ...members, answers: listed },
    { lineWidth: 0, blockQuote: false, aliasDuplicateObjects: false },
  );
  const sections = answers.map(({ id, body }) => `\n# ${id}\n\n${body}\n`);
  return `---\n${frontMatter}---\n${sections.join('')}`;
}
