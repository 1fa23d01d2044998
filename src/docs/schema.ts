import { type Html, html, type Piece } from './html.js';
import { toInlineHtml } from './markdown.js';

const COMPONENT = '#/components/schemas/';

type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const toMembers = (value: unknown): Members => (isMembers(value) ? value : {});
const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const descriptionOf = (schema: unknown): string => {
  const { description } = toMembers(schema);
  return typeof description === 'string' ? description : '';
};

export const choicesOf = (schema: unknown): readonly string[] => toList(toMembers(schema).enum).map(String);

/** The type in a few words, with links to the named ones. */
export function writeType(schema: unknown): Html {
  const { $ref, anyOf, oneOf, type, items, format } = toMembers(schema);
  if (typeof $ref === 'string') return writeLink($ref);
  const either = [...toList(anyOf), ...toList(oneOf)];
  if (either.length > 0) return join(either.map(writeType));
  const choices = choicesOf(schema);
  if (choices.length > 0) return join(choices.map((choice) => html`<code>${JSON.stringify(choice)}</code>`));
  if (type === 'array') return html`list of ${writeType(items)}`;
  const names = Array.isArray(type) ? type : [type ?? 'any'];
  return html`${names.join(' or ')}${typeof format === 'string' ? ` (${format})` : ''}${writeBounds(toMembers(schema))}`;
}

function writeLink(reference: string): Html {
  const name = reference.slice(COMPONENT.length);
  return html`<a href="#schema-${name}">${name}</a>`;
}

function writeBounds({ minimum, maximum, default: initial }: Members): Piece {
  const isBounded = minimum !== undefined && maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
  const bounds = isBounded ? `, ${minimum} to ${maximum}` : '';
  return `${bounds}${initial === undefined ? '' : `, ${initial} unless given`}`;
}

function join(pieces: readonly Html[]): Html {
  return html`${pieces.map((piece, index) => [index > 0 ? ' or ' : '', piece])}`;
}

/** A named schema: what it is, and its members. */
export function writeSchema(name: string, schema: unknown): Html {
  const { properties, required } = toMembers(schema);
  const members = Object.entries(toMembers(properties));
  return html`<details class="schema" id="schema-${name}">
<summary><h3>${name}</h3></summary>
<p>${toInlineHtml(descriptionOf(schema))}</p>
${members.length === 0 ? html`<p>${writeType(schema)}</p>` : writeMembers(members, toList(required))}
</details>
`;
}

function writeMembers(members: readonly [string, unknown][], required: readonly unknown[]): Html {
  return html`<dl class="members">${members.map(
    ([
      name,
      member,
    ]) => html`<div><dt><code>${name}</code>${required.includes(name) ? '' : html` <span class="note">optional</span>`}</dt>
<dd><span class="type">${writeType(member)}</span> ${toInlineHtml(descriptionOf(member))}</dd></div>
`,
  )}</dl>`;
}
