import type { Answer } from '../../src/schemas/answer.js';
import type { Author } from '../../src/schemas/author.js';
import type { Disclaimer } from '../../src/schemas/disclaimer.js';
import type { Exercise } from '../../src/schemas/exercise.js';
import type { Question } from '../../src/schemas/question.js';
import type { Topic } from '../../src/schemas/topic.js';

export const disclaimer: Disclaimer = { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your doctor.' };

export const topic: Topic = {
  type: 'topic',
  id: 'running',
  slug: 'running',
  name: 'Running',
  summary: 'All about it.',
  related: [],
};

export const author: Author = {
  type: 'author',
  id: 'ann',
  slug: 'ann-lee',
  name: 'Ann Lee',
  specialty: null,
  credentials: 'MD',
  organisation: null,
  profile: null,
};

export const exercise: Exercise = {
  type: 'exercise',
  id: 'plank',
  slug: 'plank',
  name: 'Plank',
  kind: 'strength',
  description: null,
  targetAreas: [
    { clinical: 'hip abductors', plain: 'side of the hip' },
    { clinical: null, plain: 'belly' },
  ],
  equipment: [],
  cautions: [],
  media: [],
  disclaimer: 'general',
};

const anchor = { exact: 'Do planks', prefix: '', suffix: '. If it hurts, see someone.', start: 0, end: 9 };
const care = { exact: 'If it hurts, see someone.', prefix: 'Do planks. ', suffix: '', start: 11, end: 36 };

export const named: Answer = {
  type: 'answer',
  id: 'knee.ann',
  question: 'knee',
  attribution: { kind: 'named', author: 'ann' },
  body: { text: 'Do planks. If it hurts, see someone.', html: '<p>Do planks. If it hurts, see someone.</p>' },
  recommendations: [
    { exercise: 'plank', purpose: 'weak hips', timing: null, anchor },
    { exercise: 'plank', purpose: null, timing: 'weekly', anchor },
  ],
  seekCare: [{ when: null, anchor: care }],
};

export const anonymous: Answer = {
  type: 'answer',
  id: 'knee.other',
  question: 'knee',
  attribution: { kind: 'anonymous' },
  body: { text: 'Rest.', html: '<p>Rest.</p>' },
  recommendations: [],
  seekCare: [],
};

export const question: Question = {
  type: 'question',
  id: 'knee',
  slug: 'why-does-my-knee-hurt',
  locale: 'en',
  title: 'Why does my knee hurt?',
  answers: ['knee.ann', 'knee.other'],
  topics: ['running'],
  related: ['hip'],
  disclaimer: 'general',
  review: null,
  source: null,
  rights: null,
};

export const related: Question = {
  ...question,
  id: 'hip',
  slug: 'why-does-my-hip-hurt',
  title: 'Why does my hip hurt?',
  answers: [],
  related: [],
};
