import type { ExerciseDetail, ExerciseEntry, ExerciseUse } from '../schemas/exercise-detail.js';
import type { Slice } from '../store/store.js';
import { toAttribution } from './answer.js';
import { toAnchor, toDisclaimer, toExercise, toQuestionLink } from './members.js';
import { composeEach, newest, type Paged } from './paged.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

/** An exercise on its own. `parts` holds its disclaimer. */
export function composeExerciseEntry(version: Published<'exercise'>, parts: PublishedParts): ExerciseEntry {
  const shown = new Shown(version, parts);
  const disclaimer = toDisclaimer(shown.get('disclaimer', version.resource.disclaimer));
  return { ...toExercise(version.resource), disclaimer, ...shown.stamps() };
}

/** Where an answer recommends an exercise. `parts` holds the answer's question, author and disclaimer. */
export function composeExerciseUse(exercise: string, version: Published<'answer'>, parts: PublishedParts): ExerciseUse {
  const shown = new Shown(version, parts);
  const answer = version.resource;
  const question = shown.get('question', answer.question);
  return {
    question: toQuestionLink(question),
    answer: { id: answer.id, attribution: toAttribution(answer.attribution, shown) },
    rationales: answer.recommendations
      .filter((recommendation) => recommendation.exercise === exercise)
      .map(({ purpose, timing, anchor }) => ({ purpose, timing, anchor: toAnchor(anchor) })),
    disclaimer: toDisclaimer(shown.get('disclaimer', question.disclaimer)),
    ...shown.stamps(),
  };
}

/** An exercise and a page of the answers that recommend it. */
export function composeExercise(
  version: Published<'exercise'>,
  answers: Slice<Published<'answer'>>,
  parts: PublishedParts,
): Paged<ExerciseDetail> {
  const data = composeEach(answers.items, (answer) => composeExerciseUse(version.id, answer, parts));
  const entry = newest(composeExerciseEntry(version, parts), data);
  return { body: (page) => ({ ...entry, recommendations: { data, page } }), next: answers.next };
}
