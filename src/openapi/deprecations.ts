import { type Document, isReference, operationsOf } from './document.js';

export interface Deprecation {
  /** The day on which it was announced, `YYYY-MM-DD`: `Deprecation`, RFC 9745. */
  readonly since: string;
  /** The day on which it may end, 12 months later at least: `Sunset`, RFC 8594. */
  readonly sunset: string;
  /** A page that says what to do instead. */
  readonly link: string;
}

export type Deprecations = Readonly<Record<string, Deprecation>>;

/** What is deprecated, by operationId. Each has its line in `openapi/changes.md`. */
export const deprecations: Deprecations = {};

const headers = {
  Deprecation: {
    description: 'Since when this operation is deprecated (RFC 9745).',
    schema: { type: 'string', maxLength: 20 },
  },
  Sunset: { description: 'Until when this operation works (RFC 8594).', schema: { type: 'string', maxLength: 40 } },
  Link: { description: 'What to do instead, as `rel="deprecation"`.', schema: { type: 'string', maxLength: 4096 } },
};

/** Marks the operations, and declares the headers that they send. */
export function addDeprecations(document: Document, deprecated: Deprecations): void {
  for (const { operation } of operationsOf(document)) {
    if (deprecated[operation.operationId] === undefined) continue;
    operation.deprecated = true;
    for (const response of Object.values(operation.responses)) {
      if (!isReference(response)) response.headers = { ...headers, ...response.headers };
    }
  }
}
