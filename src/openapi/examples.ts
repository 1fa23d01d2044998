import { readFileSync } from 'node:fs';
import { root } from '../package.js';
import { snapshotExample } from '../schemas/snapshot.js';
import { type Document, isReference, operationsOf } from './document.js';
import { findProblemExample } from './problems.js';

/** Real answers by operationId, made from the seed by `npm run openapi`. */
export type Examples = Readonly<Record<string, unknown>>;

export function readExamples(): Examples {
  return JSON.parse(readFileSync(new URL('openapi/examples.json', root), 'utf8'));
}

/** Of answers that the seed alone does not make, or not twice the same. */
const ownExamples: Examples = { getLatestSnapshot: snapshotExample };

/** Puts an example beside every schema of an answer. */
export function addExamples(document: Document, examples: Examples): void {
  for (const { operation } of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (isReference(response)) continue;
      for (const [mediaType, media] of Object.entries(response.content ?? {})) {
        if (media.example !== undefined) continue;
        const isProblem = mediaType === 'application/problem+json';
        const example = isProblem
          ? findProblemExample(status)
          : (examples[operation.operationId] ?? ownExamples[operation.operationId]);
        if (example !== undefined) media.example = example;
      }
    }
  }
}
