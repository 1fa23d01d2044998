import { Parser } from 'htmlparser2';
import sanitizeHtml from 'sanitize-html';

/** Every element that an answer's HTML can hold. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'li',
    'blockquote',
    'pre',
    'code',
    'em',
    'strong',
    'a',
    'br',
    'hr',
  ],
  allowedAttributes: { a: ['href', 'title'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  enforceHtmlBoundary: false,
};

const blocks = new Set(['p', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'hr']);

/** Gives the HTML back as it was when it is safe: the second pass over what the renderer made. */
export function sanitise(html: string): string {
  return sanitizeHtml(html, allowed);
}

/**
 * The plain text of an answer's HTML: its text nodes in document order, with one blank line (two line feeds) between two that
 * do not stand in the same block element. Every text node stands in an innermost block element (`p`, `h2` to `h6`, `pre`, or
 * an `li` that holds no block), there is no white space between blocks, and a line feed follows each `br`: nothing else is
 * added or left out.
 */
export function toText(html: string): string {
  let text = '';
  let crossed = false;
  const parser = new Parser({
    onopentagname(name) {
      if (blocks.has(name)) crossed = true;
    },
    onclosetag(name) {
      if (blocks.has(name)) crossed = true;
    },
    ontext(data) {
      if (crossed && text !== '') text += '\n\n';
      crossed = false;
      text += data;
    },
  });
  parser.end(html);
  return text;
}
