import { writeProblemExample } from '../openapi/problems.js';
import { type ProblemCode, problemKinds } from '../problems.js';
import { html } from './html.js';
import { writeCode, writePage } from './layout.js';
import { toHtml, toInlineHtml } from './markdown.js';

const kinds = Object.entries(problemKinds);

/** What one type of problem means. */
export function writeProblemPage(code: ProblemCode): string {
  const { status, title, description } = problemKinds[code];
  const example = writeProblemExample(code);
  return writePage({
    title,
    part: 'problems',
    main: html`<h1>${title}</h1>
<dl class="facts"><dt>HTTP status</dt><dd><code>${status}</code></dd>
<dt>Code</dt><dd><code>${code}</code></dd>
<dt><code>type</code></dt><dd><code>${example.type}</code></dd></dl>
${toHtml(description)}
<h2>Example</h2>
${writeCode('application/problem+json: an example', JSON.stringify(example, null, 2))}
<p>Every problem has <code>type</code>, <code>title</code>, <code>status</code>, <code>detail</code> and <code>instance</code>, as RFC 9457 says: tell kinds apart by
<code>type</code>, and quote <code>instance</code> in a report. <a href="/docs#schema-Problem">All members</a>.</p>
<p><a href="/problems">All problems</a></p>`,
  });
}

/** All types of problems. */
export function writeProblemList(): string {
  return writePage({
    title: 'Problems',
    part: 'problems',
    main: html`<h1>Problems</h1>
<p class="lead">Every error is <code>application/problem+json</code> (RFC 9457), whatever went wrong. Tell kinds apart by <code>type</code>, not by words.</p>
<dl class="members">${kinds.map(
      ([
        code,
        { status, title, description },
      ]) => html`<div><dt><span class="note">${status}</span> <a href="/problems/${code}"><code>${code}</code></a></dt>
<dd><b>${title}</b><p>${toInlineHtml(firstSentence(description))}</p></dd></div>
`,
    )}</dl>`,
  });
}

const firstSentence = (text: string) => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
