import { type Static, Type } from '@sinclair/typebox';
import { Recommendation } from './answer.js';
import { QuestionLink, stamps } from './article.js';
import { Disclaimer } from './disclaimer.js';
import { RecommendedExercise } from './exercise.js';
import { PageOf } from './page.js';
import { ref } from './primitives.js';
import { AnswerCredit } from './recommendation.js';

export const ExerciseEntry = Type.Object(
  { ...RecommendedExercise.properties, disclaimer: ref(Disclaimer), ...stamps },
  { $id: 'ExerciseEntry', description: 'An exercise on its own, with the disclaimer that must be shown with it.' },
);
export type ExerciseEntry = Static<typeof ExerciseEntry>;

export const ExerciseList = PageOf('ExerciseList', ref(ExerciseEntry), 'A page of exercises.');
export type ExerciseList = Static<typeof ExerciseList>;

const { purpose, timing, anchor } = Recommendation.properties;

export const Rationale = Type.Object(
  { purpose, timing, anchor },
  {
    $id: 'Rationale',
    description: 'What an answer recommends an exercise for, and when, anchored to the words that do so.',
  },
);

export const ExerciseUse = Type.Object(
  {
    question: ref(QuestionLink),
    answer: ref(AnswerCredit),
    rationales: Type.Array(ref(Rationale), {
      maxItems: 100,
      description: 'Each place of the answer that recommends the exercise.',
    }),
    disclaimer: ref(Disclaimer),
    ...stamps,
  },
  {
    $id: 'ExerciseUse',
    description: 'An answer that recommends an exercise, with the disclaimer that must be shown with it.',
  },
);
export type ExerciseUse = Static<typeof ExerciseUse>;

export const ExerciseUses = PageOf(
  'ExerciseUses',
  ref(ExerciseUse),
  'A page of the answers that recommend an exercise.',
);

export const ExerciseDetail = Type.Object(
  { ...ExerciseEntry.properties, recommendations: ref(ExerciseUses) },
  { $id: 'ExerciseDetail', description: 'An exercise and where it is recommended.' },
);
export type ExerciseDetail = Static<typeof ExerciseDetail>;
