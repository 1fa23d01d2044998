import { type Document, type Header, isReference, operationsOf } from './document.js';

const text = (description: string, parameters: string): Header => ({
  description,
  schema: { type: 'string', maxLength: 500, pattern: `^"[a-z]+"${parameters}(?:, "[a-z]+"${parameters})*$` },
});

const headers: Record<string, Header> = {
  RateLimit: text(
    'What you have left of each policy (`r`) and when it comes back (`t`, in seconds). On answers that are not for shared caches.',
    ';r=[0-9]+;t=[0-9]+',
  ),
  'RateLimit-Policy': text(
    'Your limits: so many requests (`q`) in so many seconds (`w`). On answers that are not for shared caches.',
    ';q=[0-9]+;w=[0-9]+',
  ),
};

/** Declares what every operation that is metered may send. */
export function addLimits(document: Document): void {
  for (const { operation } of operationsOf(document)) {
    if (operation.responses['429'] === undefined) continue;
    for (const response of Object.values(operation.responses)) {
      if (!isReference(response)) response.headers = { ...response.headers, ...headers };
    }
  }
}
