import type { Answer } from '../../src/schemas/answer.js';
import type { Resource, ResourceOf } from '../../src/schemas/resource.js';

/** The resources of one small article: a question, two answers, and all that they refer to. */
export function article(id = 'knee', more: Partial<ResourceOf['question']> = {}): Resource[] {
  return [
    disclaimer,
    topic,
    author,
    exercise,
    answer(`${id}.ann`, id),
    anonymous(`${id}.other`, id),
    question(id, more),
  ];
}

export const disclaimer: ResourceOf['disclaimer'] = {
  type: 'disclaimer',
  id: 'general',
  locale: 'en',
  text: 'Ask your doctor.',
};

export const topic: ResourceOf['topic'] = {
  type: 'topic',
  id: 'running',
  slug: 'running',
  name: 'Running',
  summary: 'It.',
  related: [],
};

export const author: ResourceOf['author'] = {
  type: 'author',
  id: 'ann',
  slug: 'ann-lee',
  name: 'Ann Lee',
  specialty: null,
  credentials: 'MD',
  organisation: null,
  profile: null,
};

export const exercise: ResourceOf['exercise'] = {
  type: 'exercise',
  id: 'plank',
  slug: 'plank',
  name: 'Plank',
  kind: 'strength',
  description: null,
  targetAreas: [],
  equipment: [],
  cautions: [],
  media: [],
  disclaimer: 'general',
};

export function question(id: string, more: Partial<ResourceOf['question']> = {}): ResourceOf['question'] {
  return {
    type: 'question',
    id,
    slug: `why-${id}`,
    locale: 'en',
    title: `Why does my ${id} hurt?`,
    answers: [`${id}.ann`, `${id}.other`],
    topics: ['running'],
    related: [],
    disclaimer: 'general',
    review: null,
    source: null,
    rights: null,
    ...more,
  };
}

function body(text: string): Answer['body'] {
  return { text, html: `<p>${text}</p>` };
}

export function answer(id: string, of: string, text = 'Do planks.'): Answer {
  const anchor = { exact: 'Do planks', prefix: '', suffix: '.', start: 0, end: 9 };
  const recommendations = [{ exercise: 'plank', purpose: null, timing: null, anchor }];
  return {
    type: 'answer',
    id,
    question: of,
    attribution: { kind: 'named', author: 'ann' },
    body: body(text),
    recommendations,
    seekCare: [],
  };
}

export function anonymous(id: string, of: string, text = 'Rest, and a café au lait.'): Answer {
  return {
    type: 'answer',
    id,
    question: of,
    attribution: { kind: 'anonymous' },
    body: body(text),
    recommendations: [],
    seekCare: [],
  };
}
