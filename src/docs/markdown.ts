import MarkdownIt from 'markdown-it';
import { Html } from './html.js';

/** What a block of code is called, by the first word behind its fence. */
const names: Readonly<Record<string, string>> = { ts: 'TypeScript', sh: 'Shell', http: 'HTTP' };

const markdown = new MarkdownIt('commonmark', { html: false }).enable('table');
markdown.renderer.rules.table_open = () => '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
markdown.renderer.rules.fence = (tokens, index) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  return `<div class="code"><pre tabindex="0" role="group" aria-label="${names[info.trim().split(' ')[0] ?? ''] ?? 'Code'}"><code>${markdown.utils.escapeHtml(content)}</code></pre></div>\n`;
};
markdown.renderer.rules.heading_open = (tokens, index) => {
  const { tag = 'h2' } = tokens[index] ?? {};
  return `<${tag} id="${toAnchor(tokens[index + 1]?.content ?? '')}">`;
};

/** The paragraphs of a text in Markdown; raw HTML in it is shown, not obeyed. */
export const toHtml = (text: string) => new Html(markdown.render(text));

/** The headings of the sections of a text. */
export function listHeadings(text: string): readonly { readonly anchor: string; readonly heading: Html }[] {
  const tokens = markdown.parse(text, {});
  return tokens.flatMap(({ type, tag }, index) => {
    const { content = '' } = tokens[index + 1] ?? {};
    return type === 'heading_open' && tag === 'h2'
      ? [{ anchor: toAnchor(content), heading: toInlineHtml(content) }]
      : [];
  });
}

/** A line of Markdown, without the paragraph. */
export const toInlineHtml = (text: string) => new Html(markdown.renderInline(text));

const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
