import { digestOfText, toCanonical } from '../../src/content/canonical.js';
import {
  answerReferences,
  questionReferences,
  recordReferences,
  toSearchDocument,
} from '../../src/content/references.js';
import type { Resource, ResourceOf } from '../../src/schemas/resource.js';
import type { Draft, DraftResource, Reference } from '../../src/store/store.js';

const none = { credentials: null, organisation: null, profile: null };

export const author = (id: string, more: Partial<ResourceOf['author']> = {}): ResourceOf['author'] => ({
  type: 'author',
  id,
  slug: id,
  name: `Author ${id}`,
  specialty: null,
  ...none,
  ...more,
});

export const topic = (id: string, more: Partial<ResourceOf['topic']> = {}): ResourceOf['topic'] => ({
  type: 'topic',
  id,
  slug: id,
  name: `Topic ${id}`,
  summary: 'What it is about.',
  related: [],
  ...more,
});

export const exercise = (id: string, more: Partial<ResourceOf['exercise']> = {}): ResourceOf['exercise'] => ({
  type: 'exercise',
  id,
  slug: id,
  name: `Exercise ${id}`,
  kind: 'strength',
  description: null,
  targetAreas: [],
  equipment: [],
  cautions: [],
  media: [],
  disclaimer: 'd',
  ...more,
});

export const disclaimer = (id: string, text = 'Ask your physician.'): ResourceOf['disclaimer'] => ({
  type: 'disclaimer',
  id,
  locale: 'en',
  text,
});

export const question = (id: string, more: Partial<ResourceOf['question']> = {}): ResourceOf['question'] => ({
  type: 'question',
  id,
  slug: id,
  locale: 'en',
  title: `Question ${id}`,
  answers: [],
  topics: [],
  related: [],
  disclaimer: 'd',
  review: null,
  source: null,
  rights: null,
  ...more,
});

export function answer(
  id: string,
  of: string,
  {
    text = `The words of ${id}.`,
    author,
    exercises = [],
  }: { text?: string; author?: string; exercises?: string[] } = {},
): ResourceOf['answer'] {
  const anchor = { exact: text, prefix: '', suffix: '', start: 0, end: [...text].length };
  return {
    type: 'answer',
    id,
    question: of,
    attribution: author === undefined ? { kind: 'anonymous' } : { kind: 'named', author },
    body: { text, html: `<p>${text}</p>` },
    recommendations: exercises.map((exercise) => ({ exercise, purpose: null, timing: null, anchor })),
    seekCare: [],
  };
}

function toReferences(resource: Resource, answers: readonly ResourceOf['answer'][]): readonly Reference[] {
  if (resource.type === 'question') return questionReferences(resource, answers);
  if (resource.type === 'answer') return answerReferences(resource);
  return recordReferences(resource);
}

/** A draft of some resources, each question with all of its answers. */
export function draftOf(resources: readonly Resource[], more: Partial<Omit<Draft, 'resources'>> = {}): Draft {
  const answers = new Map(resources.flatMap((one) => (one.type === 'answer' ? [[one.id, one] as const] : [])));
  const toDraft = (resource: Resource): DraftResource => {
    const body = toCanonical(resource);
    const own = resource.type === 'question' ? resource.answers.flatMap((id) => answers.get(id) ?? []) : [];
    return {
      type: resource.type,
      id: resource.id,
      slug: 'slug' in resource ? resource.slug : null,
      digest: digestOfText(body),
      body,
      source: resource.type === 'answer' ? resource.body.text : null,
      references: toReferences(resource, own),
      search: resource.type === 'question' ? toSearchDocument(resource, own) : null,
    };
  };
  return {
    resources: resources.map(toDraft),
    withdrawals: [],
    mirror: false,
    base: undefined,
    note: null,
    actor: null,
    ...more,
  };
}
