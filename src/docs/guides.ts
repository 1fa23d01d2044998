import { readFileSync } from 'node:fs';
import { type Html, html } from './html.js';
import { writePage } from './layout.js';
import { listHeadings, toHtml, toInlineHtml } from './markdown.js';

/** In the order in which they are listed. Each is `docs/guides/{name}.md`: a title, a sentence that says for whom it is, the rest. */
const names = [
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

let guides: readonly Guide[] | undefined;

export function listGuides(): readonly Guide[] {
  guides ??= names.map((name) => {
    const text = readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8');
    const [heading = '', summary = ''] = text.split('\n\n');
    return { name, title: heading.replace(/^# /, ''), summary: summary.replaceAll('\n', ' '), text };
  });
  return guides;
}

/** A guide; links between guides, and the origin of the examples, are made those of this service. */
export function writeGuide({ title, text }: Guide, origin: string): string {
  const here = text
    .replaceAll('http://127.0.0.1:3000', origin)
    .replace(/\]\(([a-z-]+)\.md(#[a-z-]+)?\)/g, '](/docs/guides/$1$2)');
  return writePage({ title, part: 'guides', contents: writeContents(text), main: toHtml(here) });
}

const writeContents = (text: string): Html =>
  html`<ul>${listHeadings(text).map(({ anchor, heading }) => html`<li><a href="#${anchor}">${heading}</a></li>\n`)}</ul>`;

export function writeGuideList(): string {
  return writePage({
    title: 'Guides',
    part: 'guides',
    main: html`<h1>Guides</h1>
<ul class="cards">${listGuides().map(
      ({ name, title, summary }) =>
        html`<li><a href="/docs/guides/${name}">${title}</a><p>${toInlineHtml(summary)}</p></li>\n`,
    )}</ul>`,
  });
}
