import type { ResourceOf } from '../schemas/resource.js';
import { toTokens } from '../search/analyse.js';
import type { Reference, SearchDocument } from '../store/store.js';

/** What a question refers to, itself and through its answers. */
export function questionReferences(
  question: ResourceOf['question'],
  answers: readonly ResourceOf['answer'][],
): readonly Reference[] {
  return distinct([
    { role: 'disclaimer', type: 'disclaimer', id: question.disclaimer },
    { role: 'locale', type: null, id: question.locale },
    ...question.topics.map((id): Reference => ({ role: 'topic', type: 'topic', id })),
    ...question.related.map((id): Reference => ({ role: 'related', type: 'question', id })),
    ...question.answers.map((id): Reference => ({ role: 'answer', type: 'answer', id })),
    ...answers.flatMap((answer) => expertReferences(answer)),
  ]);
}

export function answerReferences(answer: ResourceOf['answer']): readonly Reference[] {
  return distinct([{ role: 'question', type: 'question', id: answer.question }, ...expertReferences(answer)]);
}

/** What a resource refers to that is stated by a record of its own. */
export function recordReferences(
  resource: ResourceOf['disclaimer' | 'topic' | 'author' | 'exercise'],
): readonly Reference[] {
  switch (resource.type) {
    case 'topic':
      return distinct(resource.related.map((id): Reference => ({ role: 'related', type: 'topic', id })));
    case 'exercise':
      return [{ role: 'disclaimer', type: 'disclaimer', id: resource.disclaimer }];
    case 'author':
    case 'disclaimer':
      return [];
  }
}

/** The words by which a question is found. */
export function toSearchDocument(
  question: ResourceOf['question'],
  answers: readonly ResourceOf['answer'][],
): SearchDocument {
  return { title: toTokens(question.title), text: answers.map((answer) => toTokens(answer.body.text)).join(' ') };
}

export function referenceKey(reference: Reference): string {
  return `${reference.role}|${reference.type ?? ''}|${reference.id}`;
}

function expertReferences(answer: ResourceOf['answer']): Reference[] {
  const { attribution, recommendations } = answer;
  const authors: Reference[] =
    attribution.kind === 'named' ? [{ role: 'author', type: 'author', id: attribution.author }] : [];
  return [
    ...authors,
    ...recommendations.map(({ exercise }): Reference => ({ role: 'exercise', type: 'exercise', id: exercise })),
  ];
}

function distinct(references: readonly Reference[]): readonly Reference[] {
  return [...new Map(references.map((reference) => [referenceKey(reference), reference])).values()];
}
