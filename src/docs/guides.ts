import { type Guide, listGuides } from './guide-files.js';
import { type Html, html } from './html.js';
import { writePage } from './layout.js';
import { listHeadings, toHtml, toInlineHtml } from './markdown.js';

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
