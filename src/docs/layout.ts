import { type Html, html, type Piece } from './html.js';

interface Page {
  readonly title: string;
  /** Which of the site's parts it belongs to. */
  readonly part: 'reference' | 'guides' | 'problems';
  /** A list of links to what is in the page. */
  readonly contents?: Html | undefined;
  readonly main: Piece;
}

const parts = [
  { name: 'reference', title: 'Reference', href: '/docs' },
  { name: 'guides', title: 'Guides', href: '/docs/guides' },
  { name: 'problems', title: 'Problems', href: '/problems' },
] as const;

/** A whole page. It loads two files and an icon, all of this service. */
export function writePage({ title, part, contents, main }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Second Opinion</title>
<link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/assets/docs.css">
<script src="/docs/assets/docs.js" type="module"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="home" href="/docs">Second Opinion</a>
<nav aria-label="Documentation"><ul>${parts.map(
    ({ name, title, href }) =>
      html`<li><a href="${href}"${name === part ? html` aria-current="true"` : undefined}>${title}</a></li>`,
  )}</ul></nav>
</header>
<div class="page">
${contents && html`<nav class="contents" aria-label="On this page"><details open><summary>On this page</summary>${contents}</details></nav>`}
<main id="main" tabindex="-1">
${main}
</main>
</div>
<p class="sr" role="status" id="notice"></p>
</body>
</html>
`.text;
}

/** Code with a name; the script gives it a button that copies it. */
export function writeCode(label: string, text: Piece): Html {
  return html`<div class="code"><pre tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre></div>`;
}
