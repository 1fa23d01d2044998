import type { Anchor } from '../schemas/anchor.js';
import type { Author } from '../schemas/author.js';
import type { Disclaimer } from '../schemas/disclaimer.js';
import type { Exercise, RecommendedExercise } from '../schemas/exercise.js';
import type { Question } from '../schemas/question.js';
import type { Topic } from '../schemas/topic.js';

/* Stored resources have their members in alphabetical order; these put them in the order that a person reads. */

export function toAuthor(author: Author): Author {
  const { type, id, slug, name, specialty, credentials, organisation, profile } = author;
  return { type, id, slug, name, specialty, credentials, organisation, profile };
}

export function toExercise(exercise: Exercise): RecommendedExercise {
  const { type, id, slug, name, kind, description, targetAreas, equipment, cautions, media } = exercise;
  return { type, id, slug, name, kind, description, targetAreas, equipment, cautions, media };
}

export function toDisclaimer(disclaimer: Disclaimer): Disclaimer {
  const { type, id, locale, text } = disclaimer;
  return { type, id, locale, text };
}

export function toTopicSummary(topic: Topic) {
  const { type, id, slug, name, summary } = topic;
  return { type, id, slug, name, summary };
}

export function toQuestionLink(question: Question) {
  const { type, id, slug, title } = question;
  return { type, id, slug, title };
}

export function toAnchor(anchor: Anchor): Anchor {
  const { exact, prefix, suffix, start, end } = anchor;
  return { exact, prefix, suffix, start, end };
}
