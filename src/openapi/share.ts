import { optionalHeaders } from '../schemas/headers.js';
import {
  type Document,
  type Header,
  isReference,
  operationsOf,
  type Parameter,
  type Reference,
  type Response,
} from './document.js';

const responseNames: Readonly<Record<string, string>> = {
  304: 'NotModified',
  308: 'Moved',
  400: 'BadRequest',
  401: 'KeyNeeded',
  403: 'KeyNotForThis',
  404: 'NotFound',
  406: 'NotAcceptable',
  410: 'Gone',
  414: 'AddressTooLong',
  429: 'QuotaExceeded',
  431: 'HeadersTooLarge',
  500: 'Failed',
  503: 'Unavailable',
};

/** Gives a name to what is said more than once: the first of a name is the component, and its equals refer to it. */
class Shelf<T extends object> {
  readonly items: Record<string, T> = {};
  constructor(readonly kind: 'headers' | 'responses' | 'parameters') {}

  share(name: string, item: T): T | Reference {
    const first = this.items[name];
    if (first === undefined) this.items[name] = item;
    else if (JSON.stringify(first) !== JSON.stringify(item)) return item;
    return { $ref: `#/components/${this.kind}/${name}` };
  }

  /** By name, so that the document does not depend on the order of the routes. */
  sorted(): Record<string, T> {
    return Object.fromEntries(Object.entries(this.items).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Moves headers, parameters and common responses to the components: one page instead of twenty. */
export function shareParts(document: Document): void {
  const headers = new Shelf<Header>('headers');
  const responses = new Shelf<Response>('responses');
  const parameters = new Shelf<Parameter>('parameters');
  for (const { operation } of operationsOf(document)) {
    if (operation.parameters !== undefined) {
      operation.parameters = operation.parameters.map((parameter) =>
        isReference(parameter) || parameter.in === 'path'
          ? parameter
          : parameters.share(`${parameter.name}Parameter`, parameter),
      );
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      if (isReference(response)) continue;
      for (const [name, header] of Object.entries(response.headers ?? {})) {
        if (isReference(header) || response.headers === undefined) continue;
        const described = {
          description: header.description ?? '',
          required: !optionalHeaders.has(name),
          schema: header.schema,
        };
        response.headers[name] = headers.share(name, described);
      }
      const name = responseNames[status];
      if (name !== undefined) operation.responses[status] = responses.share(name, response);
    }
  }
  document.components = {
    ...document.components,
    responses: responses.sorted(),
    parameters: parameters.sorted(),
    headers: headers.sorted(),
  };
}
