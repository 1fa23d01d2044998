import { at, isMembers, type Json, listAt, type Members, resolve } from './document.js';

/** The places of a document that a change can be made at; changing one changes the document. */
export interface Sites {
  readonly operations: readonly Members[];
  readonly responses: readonly Members[];
  readonly parameters: readonly Members[];
  /** Every schema of an answer, met once. */
  readonly answers: readonly Members[];
}

const valuesOf = (value: Json | undefined) => (isMembers(value) ? Object.values(value) : []);

export function findSites(document: Members): Sites {
  const operations: Members[] = [];
  const responses: Members[] = [];
  const parameters = new Set<Members>();
  const answers = new Set<Members>();

  const visit = (value: Json) => {
    if (!isMembers(value)) return;
    const schema = resolve(document, value);
    if (answers.has(schema)) return;
    answers.add(schema);
    valuesOf(schema.properties).forEach(visit);
    for (const word of ['oneOf', 'anyOf', 'allOf'])
      if (Array.isArray(schema[word])) listAt(schema, word).forEach(visit);
    if (isMembers(schema.items)) visit(schema.items);
  };

  for (const item of valuesOf(document.paths)) {
    for (const operation of valuesOf(item)) {
      if (!isMembers(operation)) continue;
      operations.push(operation);
      for (const value of Array.isArray(operation.parameters) ? operation.parameters : [])
        parameters.add(resolve(document, value));
      for (const value of valuesOf(operation.responses)) {
        const response = resolve(document, value);
        responses.push(response);
        for (const media of valuesOf(response.content)) visit(at(media, 'schema'));
      }
    }
  }
  return { operations, responses: [...new Set(responses)], parameters: [...parameters], answers: [...answers] };
}
