import { type Document, isReference, type Operation, type Parameter, type Response } from '../openapi/document.js';
import { problemKinds } from '../problems.js';
import { type Html, html, type Piece } from './html.js';
import { writeCode } from './layout.js';
import { toHtml, toInlineHtml } from './markdown.js';
import { type Sampled, takesKey, writeCurl, writeKeyed, writeTypeScript } from './samples.js';
import { choicesOf, writeType } from './schema.js';

export interface Placed {
  readonly path: string;
  readonly operation: Operation;
}

/** Everything about one operation, and a form that tries it. */
export function writeOperation(document: Document, origin: string, { path, operation }: Placed): Html {
  const { operationId, summary = operationId, description = '' } = operation;
  const parameters = (operation.parameters ?? [])
    .map((parameter) => resolveParameter(document, parameter))
    .sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  const success = resolveResponse(document, operation.responses['200']);
  const [mediaType = '', media] = Object.entries(success?.content ?? {})[0] ?? [];
  const sampled: Sampled = { path, operation, parameters, mediaType };
  return html`<details class="operation" id="${operationId}">
<summary><h3>${summary}</h3> <span class="request"><b>GET</b> <code>${path}</code></span></summary>
${toHtml(description)}
<h4>Try it</h4>
<form class="try" data-path="${path}"${takesKey(operation) ? html` data-takes-key` : undefined} aria-label="Try: ${summary}">
${parameters.map((parameter) => writeField(operationId, parameter))}
${takesKey(operation) ? html`<p class="note"><a href="#your-key">Your key</a>: ${writeKeyed('sent with the request', 'none given')}.</p>\n` : undefined}<button type="submit">Send the request</button>
<noscript>Trying it needs JavaScript; <code>curl</code> does not.</noscript>
<div class="answer" hidden></div>
</form>
<h4>Samples</h4>
${writeCode(`curl: ${summary}`, writeCurl(origin, sampled))}
${writeCode(`TypeScript: ${summary}`, writeTypeScript(origin, sampled))}
<h4>Responses</h4>
<dl class="members responses">${Object.entries(operation.responses).map(([status, response]) => writeAnswer(document, status, response))}</dl>
${media?.example === undefined ? undefined : html`<h4>Example</h4>\n${writeCode(`JSON: ${summary}`, JSON.stringify(media.example, null, 2))}`}
</details>
`;
}

function writeField(
  operationId: string,
  { name, required = false, description = '', schema, example }: Parameter,
): Html {
  const id = `${operationId}.${name}`;
  const value = required && example !== undefined ? String(example) : '';
  const about = html`id="${id}" name="${name}" aria-describedby="${id}.about"${required ? html` required` : undefined}`;
  const choices = choicesOf(schema);
  const field =
    choices.length > 0
      ? html`<select ${about}><option value=""></option>${choices.map((choice) => html`<option>${choice}</option>`)}</select>`
      : html`<input ${about} value="${value}" autocomplete="off" autocapitalize="none" spellcheck="false">`;
  return html`<div class="field"><label for="${id}"><code>${name}</code> <span class="note">${required ? 'required' : 'optional'}</span></label>
${field}
<p id="${id}.about"><span class="type">${writeType(schema)}</span> ${toInlineHtml(description)}</p></div>
`;
}

function writeAnswer(document: Document, status: string, given: Operation['responses'][string]): Html {
  const response = resolveResponse(document, given);
  const schemas = Object.entries(response?.content ?? {}).map(
    ([mediaType, { schema }]) => html` <span class="type"><code>${mediaType}</code>: ${writeType(schema)}</span>`,
  );
  const headers = Object.keys(response?.headers ?? {});
  return html`<div><dt><code>${status}</code></dt>
<dd>${toInlineHtml(response?.description ?? '')}${schemas}
${writeProblems(response, status)}
${headers.length > 0 ? html`<p class="headers">Headers: ${headers.join(', ')}</p>` : undefined}</dd></div>
`;
}

function writeProblems(response: Response | undefined, status: string): Piece {
  if (response?.content?.['application/problem+json'] === undefined) return undefined;
  const kinds = Object.entries(problemKinds).filter(([, kind]) => String(kind.status) === status);
  if (kinds.length === 0) return undefined;
  const links = kinds.map(([code], index) => html`${index > 0 ? ', ' : ''}<a href="/problems/${code}">${code}</a>`);
  return html`<p>Problems: ${links}</p>`;
}

function resolveParameter(document: Document, given: NonNullable<Operation['parameters']>[number]): Parameter {
  if (!isReference(given)) return given;
  const name = given.$ref.slice(given.$ref.lastIndexOf('/') + 1);
  return document.components.parameters?.[name] ?? { name, in: 'query' };
}

function resolveResponse(document: Document, given: Operation['responses'][string] | undefined): Response | undefined {
  if (given === undefined || !isReference(given)) return given;
  return document.components.responses?.[given.$ref.slice(given.$ref.lastIndexOf('/') + 1)];
}
