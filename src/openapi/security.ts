import { type Document, operationsOf } from './document.js';

/** Where a key goes. Without one, a public deployment answers the same. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'so_live_ and 36 characters',
    description:
      'The key of a partner, in the `Authorization` header and nowhere else. In a public deployment it buys a larger quota and is not needed; elsewhere it is required (RFC 6750).',
  },
} as const;

/** An operation that can answer 401 takes a key, or nothing. The others never look at one. */
export function addSecurity(document: Document): void {
  for (const { operation } of operationsOf(document)) {
    operation.security = operation.responses['401'] === undefined ? [] : [{}, { apiKey: [] }];
  }
}
