import MarkdownIt, { type Token } from 'markdown-it';
import { sanitise, toText } from './html.js';

const markdown = new MarkdownIt('commonmark', { maxNesting: 1000 });
const DEEPEST = 40;
/** Follows every text while it is parsed: whatever is still open at the end would swallow it. */
const SENTINEL = '\n\n# end';

// Addresses are judged below, with a reason; the default would silently leave such a link as plain text.
markdown.validateLink = () => true;

// No white space between blocks, so that the text nodes of the HTML are the words and nothing else.
const { renderer } = markdown;
renderer.renderToken = (tokens, index) => {
  const token = tokens[index];
  if (token === undefined || token.hidden) return '';
  return token.nesting === -1
    ? `</${token.tag}>`
    : `<${token.tag}${renderer.renderAttrs(token)}${token.nesting === 0 ? ' /' : ''}>`;
};
const codeBlock = (tokens: Token[], index: number) =>
  `<pre><code>${markdown.utils.escapeHtml((tokens[index]?.content ?? '').replace(/\n$/, ''))}</code></pre>`;
renderer.rules.fence = codeBlock;
renderer.rules.code_block = codeBlock;
renderer.rules.softbreak = () => ' ';
renderer.rules.hardbreak = () => '<br />\n';
renderer.rules.code_inline = (tokens, index) =>
  `<code>${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</code>`;

export interface MarkdownFault {
  /** The line of the text, from 1. */
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

export interface Rendered {
  readonly text: string;
  readonly html: string;
  readonly faults: readonly MarkdownFault[];
}

/** Line feeds only, no blank lines at either end: one text has one spelling, whatever file it came from. */
export function normaliseMarkdown(source: string): string {
  return source
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .replace(/[ \t\n]+$/, '');
}

/** The HTML and plain text of an answer's Markdown, with everything that is not allowed in it. */
export function renderMarkdown(source: string): Rendered {
  const tokens = markdown.parse(source + SENTINEL, {});
  const faults: MarkdownFault[] = [];
  if (tokens.at(-1)?.type === 'heading_close' && tokens.at(-2)?.content === 'end') {
    tokens.splice(-3);
  } else {
    faults.push({
      line: (tokens.at(-1)?.map?.[0] ?? 0) + 1,
      code: 'markdown-unclosed',
      detail: 'What begins here is never closed: end a code block with the fence that began it.',
    });
  }
  checkBlocks(tokens, faults);
  if (faults.length > 0) return { text: '', html: '', faults };
  showMixedParagraphs(tokens);
  const html = sanitise(renderer.render(tokens, markdown.options, {}));
  const text = toText(html);
  if (text.trim() === '') faults.push({ line: 1, code: 'markdown-empty', detail: 'There are no words here.' });
  return { text, html, faults };
}

/** A tight list item keeps its bare words only when it holds nothing else: text and blocks never stand side by side. */
function showMixedParagraphs(tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    if (!token.hidden || token.nesting !== 1) return;
    const alone = tokens[index - 1]?.type === 'list_item_open' && tokens[index + 3]?.type === 'list_item_close';
    const closing = tokens[index + 2];
    if (alone || closing === undefined) return;
    token.hidden = false;
    closing.hidden = false;
  });
}

function checkBlocks(tokens: readonly Token[], faults: MarkdownFault[]): void {
  let line = 1;
  for (const token of tokens) {
    line = token.map === null ? line : token.map[0] + 1;
    if (token.type === 'html_block') faults.push(rawHtml(line, token.content));
    if (token.type === 'heading_open' && token.tag === 'h1') {
      faults.push({
        line,
        code: 'markdown-heading',
        detail: 'A heading of level 1 inside an answer: headings begin at level 2 (`## `).',
      });
    }
    if (token.level === DEEPEST && token.nesting === 1) {
      faults.push({
        line,
        code: 'markdown-nesting',
        detail: `Lists and quotations are nested more than ${DEEPEST} deep.`,
      });
    }
    if (token.children !== null) checkInline(token.children, line, faults);
  }
}

function checkInline(tokens: readonly Token[], start: number, faults: MarkdownFault[]): void {
  let line = start;
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') line += 1;
    if (token.type === 'html_inline') faults.push(rawHtml(line, token.content));
    if (token.type === 'image') {
      faults.push({
        line,
        code: 'markdown-image',
        detail: 'An image has no licence and no place in the plain text: give it as media of an exercise instead.',
      });
    }
    if (token.type === 'link_open') checkLink(String(token.attrGet('href') ?? ''), line, faults);
  }
}

function checkLink(href: string, line: number, faults: MarkdownFault[]): void {
  if (/^https?:\/\/[^/]/i.test(href) || /^mailto:[^@\s]+@/i.test(href)) return;
  faults.push({
    line,
    code: 'markdown-link',
    detail: `The link “${href.slice(0, 100)}” is not an absolute http, https or mailto address.`,
  });
}

function rawHtml(line: number, content: string): MarkdownFault {
  const [shown = ''] = content.trim().split('\n');
  return {
    line,
    code: 'markdown-html',
    detail: `Raw HTML is not allowed: ${shown.slice(0, 80)} (write \\< for a less-than sign, or put code between backticks).`,
  };
}
