import type { FastifyInstance } from 'fastify';
import { type Document, isReference, operationsOf } from './document.js';
import type { Examples } from './examples.js';

/** Publishing gives its own dates: in examples, which must not change by themselves, they are all this one. */
const WHEN = '2026-01-01T00:00:00.000Z';
/** Cursors are signed with the secret of a database: in examples they are all this one. */
const CURSOR = 'x3nGmZ9qT0yB5rW8uKcVhFsxLDEyLCJzdW0i';
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Asks every operation for what its parameters' examples name, and keeps the answers that are JSON. Throws when one fails. */
export async function makeExamples(app: FastifyInstance, document: Document): Promise<Examples> {
  const made: Record<string, unknown> = {};
  for (const { path, operation } of operationsOf(document)) {
    const { parameters = [], operationId } = operation;
    let url = path;
    for (const given of parameters) {
      const parameter = isReference(given)
        ? document.components.parameters?.[given.$ref.slice('#/components/parameters/'.length)]
        : given;
      if (parameter?.required !== true) continue;
      const { name } = parameter;
      const value = encodeURIComponent(String(parameter.example));
      url = parameter.in === 'path' ? url.replace(`{${name}}`, value) : `${url}?${name}=${value}`;
    }
    const answer = await app.inject(url);
    if (answer.statusCode >= 500)
      throw new Error(`${operationId} has no example: it was answered with ${answer.statusCode}`);
    const isJson = /[/+]json\b/.test(String(answer.headers['content-type']));
    const isDocument = operationId.startsWith('getOpenapi');
    if (answer.statusCode === 200 && isJson && !isDocument) {
      made[operationId] = JSON.parse(answer.body, toExample);
    }
  }
  return made;
}

function toExample(name: string, value: unknown): unknown {
  // What is left depends on when it is asked: in examples, all is.
  if (isPolicy(value)) return { ...value, remaining: value.quota, resetSeconds: 0 };
  if (typeof value !== 'string') return value;
  if (name === 'nextCursor') return CURSOR;
  return stamp.test(value) ? WHEN : value;
}

const isPolicy = (value: unknown): value is { readonly quota: number } =>
  typeof value === 'object' && value !== null && 'quota' in value && typeof value.quota === 'number';
