import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Answered {
  readonly method: string;
  /** As it was sent: path and query, or an absolute address. */
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: string | Buffer;
}

export interface Verdict {
  /** Undefined when the answer belongs to no operation. */
  readonly operationId: string | undefined;
  readonly faults: readonly string[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
}
interface Header {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface DeclaredResponse {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, DeclaredResponse>>;
}
export interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: Readonly<Record<string, unknown>>;
}

/** What is served beside the API, on purpose undocumented: pages for people. */
const pages = [/^\/docs(?:\/|$)/, /^\/problems(?:\/|$)/];

/** Problems of HTTP itself, found before or instead of an operation; any address can get them. */
const transportStatuses = new Set([405, 408, 413, 414, 415, 417, 431]);

/** Of the transport, constant on every answer, or for the operator's own CDN: not declared at each response. */
const undeclaredHeaders = new Set([
  ...['connection', 'content-encoding', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'],
  ...['x-content-type-options', 'content-security-policy', 'referrer-policy', 'cross-origin-resource-policy'],
  ...['cdn-cache-control', 'surrogate-control', 'cloudflare-cdn-cache-control'],
  ...['cache-groups', 'surrogate-key', 'cache-tag'],
]);
const isUndeclared = (name: string) => undeclaredHeaders.has(name) || name.startsWith('access-control-');

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Builds the judge of a document: whether an answer is one that the document promises. */
export function buildJudge(document: Document): {
  judge: (answered: Answered) => Verdict;
  operationIds: readonly string[];
} {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as Document, 'document');
  const validators = new Map<string, ValidateFunction>();
  const operations = listOperations(document);

  function faultsOf(schema: Schema, place: string, value: unknown): string[] {
    const key = JSON.stringify(schema);
    let validate = validators.get(key);
    if (!validate) {
      validate = ajv.compile(rebased(schema));
      validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, 5)
      .map((e) => `${place}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
  }

  function judgeProblem(answered: Answered, body: Buffer): string[] {
    const faults: string[] = [];
    if (mediaTypeOf(answered) !== 'application/problem+json') {
      faults.push(`is ${mediaTypeOf(answered) || 'without media type'}, not application/problem+json`);
    }
    if (answered.method === 'HEAD') return faults;
    const problem = parse(body);
    faults.push(...faultsOf({ $ref: '#/components/schemas/Problem' }, 'body', problem));
    if (isRecord(problem) && problem.status !== answered.status)
      faults.push('body/status is not the status that was sent');
    return faults;
  }

  function judgeDeclared(answered: Answered, declared: DeclaredResponse, body: Buffer): string[] {
    const faults: string[] = [];
    const headers = Object.entries(declared.headers ?? {}).map(
      ([name, header]) => [name.toLowerCase(), resolve<Header>(document, header)] as const,
    );
    const names = new Set(headers.map(([name]) => name));
    for (const [name, header] of headers) {
      const value = answered.headers[name];
      if (value === undefined && header.required) faults.push(`header ${name} is required, but was not sent`);
      if (value !== undefined && header.schema) {
        faults.push(...faultsOf(header.schema, `header ${name}`, typed(header.schema, value)));
      }
    }
    for (const [name, value] of Object.entries(answered.headers)) {
      if (value !== undefined && !names.has(name) && !isUndeclared(name)) faults.push(`header ${name} is not declared`);
    }
    const content = Object.entries(declared.content ?? {});
    const bodiless = answered.method === 'HEAD' || answered.status === 304;
    if (bodiless || content.length === 0) {
      if (body.length > 0) faults.push('a body was sent, but none is declared');
      return faults;
    }
    const mediaType = mediaTypeOf(answered);
    const media = content.find(([name]) => name === mediaType)?.[1];
    if (!media)
      faults.push(`media type ${mediaType || '(none)'} is not declared: ${content.map(([name]) => name).join(', ')}`);
    else if (media.schema) {
      faults.push(...faultsOf(media.schema, 'body', /[/+]json$/.test(mediaType) ? parse(body) : body.toString('utf8')));
    }
    return faults;
  }

  function judge(answered: Answered): Verdict {
    const path = pathOf(answered.url);
    const body = decode(answered);
    if (pages.some((page) => page.test(path)) && answered.status < 400) return { operationId: undefined, faults: [] };
    const candidates = operations.filter((o) => o.pattern.test(path));
    const method = answered.method === 'HEAD' ? 'get' : answered.method.toLowerCase();
    const operation =
      candidates.find((o) => o.method === answered.method.toLowerCase()) ?? candidates.find((o) => o.method === method);
    if (operation) {
      const responses = operation.responses;
      const declared =
        responses[String(answered.status)] ?? responses[`${Math.floor(answered.status / 100)}XX`] ?? responses.default;
      if (declared) {
        const faults = judgeDeclared(answered, resolve<DeclaredResponse>(document, declared), body);
        if (answered.status >= 400) faults.push(...judgeProblem(answered, body));
        return { operationId: operation.operationId, faults };
      }
      if (!transportStatuses.has(answered.status)) {
        const { operationId } = operation;
        return { operationId, faults: [`${operationId} does not declare status ${answered.status}`] };
      }
    }
    if (answered.method === 'OPTIONS' && answered.status === 204) {
      return { operationId: undefined, faults: body.length === 0 ? [] : ['a 204 has a body'] };
    }
    if (answered.status < 400) {
      return { operationId: undefined, faults: [`no operation of the document is ${answered.method} ${path}`] };
    }
    return { operationId: undefined, faults: judgeProblem(answered, body) };
  }

  return { judge, operationIds: operations.map((o) => o.operationId) };
}

function listOperations(document: Document) {
  return Object.entries(document.paths ?? {})
    .flatMap(([template, item]) =>
      methods.flatMap((method) => {
        const operation = item[method] as Operation | undefined;
        if (!operation) return [];
        const { operationId = `${method} ${template}`, responses = {} } = operation;
        return [{ template, method, operationId, responses, pattern: toPattern(template) }];
      }),
    )
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length);
}

function toPattern(template: string): RegExp {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function resolve<T extends object>(document: Document, value: T & { readonly $ref?: string }): T {
  if (value.$ref === undefined) return value;
  const found = value.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (node, name) => (isRecord(node) ? node[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      document,
    );
  if (!isRecord(found)) throw new Error(`${value.$ref} leads nowhere in the document`);
  return found as T;
}

/** A copy in which objects have no members but the declared ones: an answer with an undocumented member is a fault. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (!isRecord(node)) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if (node.type === 'object' && isRecord(node.properties) && node.additionalProperties === undefined) {
    copy.additionalProperties = false;
  }
  return copy;
}

function rebased(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"document#/'));
}

function typed(schema: Schema, value: number | string | string[]): unknown {
  const text = String(value);
  return schema.type === 'integer' || schema.type === 'number' ? Number(text) : text;
}

function mediaTypeOf(answered: Answered): string {
  return (
    String(answered.headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}

function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/)[0] || '/';
}

function decode({ headers, body }: Answered): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  if (bytes.length === 0) return bytes;
  switch (headers['content-encoding']) {
    case 'br':
      return brotliDecompressSync(bytes);
    case 'gzip':
      return gunzipSync(bytes);
    case 'deflate':
      return inflateSync(bytes);
    default:
      return bytes;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
