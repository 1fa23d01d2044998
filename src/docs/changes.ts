import { readFileSync } from 'node:fs';
import { root } from '../package.js';
import { html } from './html.js';
import { writePage } from './layout.js';
import { toHtml } from './markdown.js';

/** What is announced, for those who have no checkout: the section of `openapi/changes.md`, as it stands. */
export function writeChanges(text = readChanges()): string {
  const [, announced = ''] = text.split(/^## Announced$/m);
  return writePage({
    title: 'Announced changes',
    part: 'guides',
    main: html`<h1>Announced changes</h1>
<p class="lead">What is to end or to change within <code>/v1</code>: where, since when that is known, until when the old way works, and what to do instead.</p>
${toHtml(announced)}
<p>Each works for 12 months at least after it was announced here. <a href="/docs/guides/stability">What will not change</a>.</p>`,
  });
}

const readChanges = () => readFileSync(new URL('openapi/changes.md', root), 'utf8');
