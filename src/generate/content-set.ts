import type { SourceQuestion, SourceRecord } from '../schemas/source.js';
import { generateAnswer } from './answer.js';
import { type Basis, buildBasis, toSlug } from './basis.js';
import { drawSubject, writeTitle } from './prose.js';
import { Random } from './random.js';

export interface ContentSetOptions {
  readonly questions: number;
  /** The same seed and number of questions give the same records. */
  readonly seed: string;
}

const LONGEST_SLUG = 90;

/**
 * The records of a made-up content set, each after all that it refers to. Questions come most popular first: a question refers
 * to the more popular ones, by Zipf's law.
 */
export function* generateContentSet({ questions, seed }: ContentSetOptions): Generator<SourceRecord> {
  const basis = buildBasis(questions, seed);
  yield* basis.disclaimers;
  yield* basis.topics;
  yield* basis.authors;
  yield* basis.exercises;
  for (let rank = 0; rank < questions; rank += 1) yield generateQuestion(rank, seed, basis);
}

/** What a question is called: a function of its rank alone, so that others can refer to it. */
function nameQuestion(rank: number, seed: string) {
  const random = new Random(`${seed}/question/${rank}`);
  const about = drawSubject(random);
  const title = writeTitle(about, random);
  const id = `${toSlug(title).slice(0, LONGEST_SLUG).replace(/-+$/, '')}-${rank.toString(36)}`;
  return { random, about, title, id };
}

function generateQuestion(rank: number, seed: string, basis: Basis): SourceQuestion {
  const { random, about, title, id } = nameQuestion(rank, seed);
  const locale = basis.disclaimers[random.weighted([70, 15, 9, 6])] ?? basis.disclaimers[0];
  const related = rank === 0 ? [] : random.zipfs(rank, random.weighted([20, 25, 25, 20, 10]));
  const answers = 1 + random.weighted([38, 28, 17, 9, 5, 3]);
  const reviewed = `202${2 + random.below(4)}-0${1 + random.below(9)}-1${random.below(10)}`;
  return {
    type: 'question',
    id,
    slug: id,
    locale: locale.locale,
    title,
    topics: random.zipfs(basis.topics.length, 1 + random.below(3)).flatMap((topic) => basis.topics[topic]?.id ?? []),
    related: related.map((other) => nameQuestion(other, seed).id),
    disclaimer: locale.id,
    ...(random.chance(0.6) && { review: { reviewedOn: reviewed } }),
    source: { name: 'The generator of Second Opinion: synthetic text, no advice' },
    answers: Array.from({ length: answers }, (_, place) => generateAnswer(`${id}.${place + 1}`, about, basis, random)),
  };
}
