import { readFileSync } from 'node:fs';
import { root } from '../package.js';

/** In the order in which they are listed. Each is `docs/guides/{name}.md`: a title, a sentence that says for whom it is, the rest. */
export const guideNames = [
  'show-an-article',
  'keep-a-copy',
  'build-an-integration',
  'attribution-and-disclaimers',
  'stability',
] as const;

export interface Guide {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Markdown, with the title. */
  readonly text: string;
}

export function readGuide(name: (typeof guideNames)[number]): Guide {
  const text = readFileSync(new URL(`docs/guides/${name}.md`, root), 'utf8');
  const [heading = '', summary = ''] = text.split('\n\n');
  return { name, title: heading.replace(/^# /, ''), summary: summary.replaceAll('\n', ' '), text };
}

export const listGuides = (): readonly Guide[] => guideNames.map(readGuide);
