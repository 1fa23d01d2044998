import { type Document, operationsOf } from '../openapi/document.js';
import { explorerPath } from './explorer.js';
import { listGuides } from './guide-files.js';
import { type Html, html } from './html.js';
import { writeCode, writePage } from './layout.js';
import { toHtml, toInlineHtml } from './markdown.js';
import { type Placed, writeOperation } from './operation.js';
import { writeSchema } from './schema.js';

/** The reference of every operation and every schema of the document. */
export function writeReference(document: Document, origin: string): string {
  const { info, tags = [], components } = document;
  const operations = [...operationsOf(document)];
  const groups = tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags?.includes(tag.name)),
  }));
  const schemas = Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return writePage({
    title: 'Reference',
    part: 'reference',
    contents: writeContents(groups),
    main: html`<h1>Reference</h1>
<p class="lead">Version ${info?.version}. Also as <a href="/v1/openapi.json">OpenAPI in JSON</a>, <a href="/v1/openapi.yaml">in YAML</a>, and in
<a href="${explorerPath}">Swagger UI</a>.</p>
<h2 id="guides">Guides</h2>
<ul class="cards">${listGuides().map(
      ({ name, title, summary }) =>
        html`<li><a href="/docs/guides/${name}">${title}</a><p>${toInlineHtml(summary)}</p></li>\n`,
    )}</ul>
<h2 id="what-to-know">What to know</h2>
${toHtml(info?.description ?? '')}
<h2 id="typed-requests">Typed requests</h2>
<p>The TypeScript below needs <code>openapi-fetch</code>, and types made from this service’s document:</p>
${writeCode('Shell: make the types', `npm install openapi-fetch\nnpx openapi-typescript ${origin}/v1/openapi.json -o second-opinion.ts`)}
<h2 id="your-key">Your key</h2>
<p>Where a key is required, give it here to try operations. It stays in the memory of this page: it is in no address and in no storage, and gone when you
leave. The samples then read it from <code>SECOND_OPINION_KEY</code>. <a href="/docs/guides/build-an-integration#send-your-key">About keys</a>.</p>
<div class="field"><label for="key">Key</label>
<input id="key" class="secret" aria-describedby="key.about" autocomplete="off" autocapitalize="none" spellcheck="false">
<p id="key.about">It begins with <code>so_live_</code>.</p></div>
${groups.map(
  ({ name, description, operations }) => html`<section aria-labelledby="tag-${name}">
<h2 id="tag-${name}">${name}</h2>
<p>${description}</p>
${operations.map((placed) => writeOperation(document, origin, placed))}
</section>
`,
)}
<section aria-labelledby="schemas">
<h2 id="schemas">Schemas</h2>
<p>What the answers are made of. A client ignores members that it does not know.</p>
${schemas.map(([name, schema]) => writeSchema(name, schema))}
</section>`,
  });
}

function writeContents(groups: readonly { readonly name: string; readonly operations: readonly Placed[] }[]): Html {
  return html`<ul>
<li><a href="#guides">Guides</a></li>
<li><a href="#what-to-know">What to know</a></li>
<li><a href="#typed-requests">Typed requests</a></li>
<li><a href="#your-key">Your key</a></li>
${groups.map(
  ({ name, operations }) => html`<li><a href="#tag-${name}">${name}</a>
<ul>${operations.map(({ operation: { operationId, summary = operationId } }) => html`<li><a href="#${operationId}">${summary}</a></li>`)}</ul></li>
`,
)}<li><a href="#schemas">Schemas</a></li>
</ul>`;
}
