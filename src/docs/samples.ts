import type { Operation, Parameter } from '../openapi/document.js';
import { type Html, html, type Piece } from './html.js';

/** What a sample request needs to know of its operation; the parameters are resolved. */
export interface Sampled {
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly mediaType: string;
}

/** How `openapi-fetch` is to read the answer. */
function readingOf(mediaType: string): 'json' | 'text' | 'blob' {
  if (/[/+]json$/.test(mediaType)) return 'json';
  return /^text\/|[/+]yaml$/.test(mediaType) ? 'text' : 'blob';
}

/** Words of a page that are others while its reader has given a key; the script of the page puts them in. */
export const writeKeyed = (withKey: string, without = '') => html`<span data-with-key="${withKey}">${without}</span>`;

/** Whether a key is of use to an operation. */
export const takesKey = ({ security = [] }: Operation) => security.length > 0;

const needed = (parameters: readonly Parameter[], place: string) =>
  parameters.filter(
    ({ in: where, required, example }) => where === place && required === true && example !== undefined,
  );

/** The address with an example for whatever is required. */
export function toSampleUrl(origin: string, { path, parameters }: Sampled): string {
  const filled = needed(parameters, 'path').reduce(
    (url, { name, example }) => url.replace(`{${name}}`, encodeURIComponent(String(example))),
    path,
  );
  const query = new URLSearchParams();
  for (const { name, example } of needed(parameters, 'query')) query.append(name, String(example));
  return `${origin}${filled}${query.size > 0 ? `?${query}` : ''}`;
}

export function writeCurl(origin: string, sampled: Sampled): Html {
  const saved = readingOf(sampled.mediaType) === 'blob' ? 'O' : '';
  const key = writeForKey(sampled, ' -H "Authorization: Bearer $SECOND_OPINION_KEY"');
  return html`curl -sL${saved} --compressed${key} '${toSampleUrl(origin, sampled).replaceAll("'", '%27')}'`;
}

/** A module for `openapi-fetch`, with the types that `openapi-typescript` makes of the document. */
export function writeTypeScript(origin: string, sampled: Sampled): Html {
  const { path, parameters, mediaType } = sampled;
  const reading = readingOf(mediaType);
  const params = ['path', 'query'].flatMap((place) => {
    const values = needed(parameters, place).map(({ name, example }) => `${name}: ${quote(example)}`);
    return values.length > 0 ? [`${place}: { ${values.join(', ')} }`] : [];
  });
  const options = [
    ...(params.length > 0 ? [`  params: { ${params.join(', ')} },`] : []),
    ...(reading === 'json' ? [] : [`  parseAs: '${reading}',`]),
  ];
  const given = options.length > 0 ? `, {\n${options.join('\n')}\n}` : '';
  const environment = writeForKey(sampled, "import { env } from 'node:process';\n");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template in the sample.
  const key = writeForKey(sampled, ', headers: { authorization: `Bearer ${env.SECOND_OPINION_KEY}` }');
  return html`${environment}import createClient from 'openapi-fetch';
import type { paths } from './second-opinion.js';

const client = createClient<paths>({ baseUrl: ${quote(origin)}${key} });
const { data, error } = await client.GET(${quote(path)}${given});
if (error) throw new Error(error.detail);
console.log(data);`;
}

const writeForKey = ({ operation }: Sampled, text: string): Piece =>
  takesKey(operation) ? writeKeyed(text) : undefined;

function quote(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
