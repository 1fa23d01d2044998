import type { SourceAnswer } from '../schemas/source.js';
import type { Basis } from './basis.js';
import { type Subject, writeAdvice, writeSeekCare, writeSentence } from './prose.js';
import type { Random } from './random.js';

const MEDIAN_CHARACTERS = 230;
const SPREAD = 1;
const MOST_CHARACTERS = 60_000;

/** An answer about a subject. Its anchors are sentences that stand in its text once, without markup. */
export function generateAnswer(
  id: string,
  about: Subject,
  { authors, exercises }: Basis,
  random: Random,
): SourceAnswer {
  const advised = random.zipfs(exercises.length, random.weighted([44, 33, 14, 6, 3]));
  const recommendations = advised.flatMap((rank) => {
    const exercise = exercises[rank];
    return exercise === undefined ? [] : [{ exercise: exercise.id, ...writeAdvice(exercise.name, random) }];
  });
  const warnings = new Set<string>();
  for (let count = random.weighted([45, 40, 15]); count > 0; count -= 1) warnings.add(writeSeekCare(about, random));

  const sections = [...writeParagraphs(about, random)];
  if (recommendations.length > 0) {
    const list = recommendations.map(({ sentence }) => `- ${sentence}`).join('\n');
    sections.splice(1, 0, `## What usually helps\n\n${list}`);
  }
  if (warnings.size > 0) sections.push([...warnings].join(' '));

  // Some write with a typewriter's apostrophe, some with a printer's.
  const isPrinted = random.chance(0.4);
  const spell = (text: string) => (isPrinted ? text.replaceAll("'", '\u2019') : text);
  return {
    id,
    attribution: attribute(authors, random),
    recommendations: recommendations.map(({ exercise, purpose, timing, sentence }) => ({
      exercise,
      purpose: spell(purpose),
      ...(random.chance(0.7) && { timing: spell(timing) }),
      anchor: spell(sentence),
    })),
    seekCare: [...warnings].map((warning) => ({ when: spell(warning.slice(0, 100)), anchor: spell(warning) })),
    body: spell(sections.join('\n\n')),
  };
}

/** One paragraph at least; as long as articles are, a few of them very long. */
function* writeParagraphs(about: Subject, random: Random): Generator<string> {
  let left = Math.min(MOST_CHARACTERS, random.logNormal(MEDIAN_CHARACTERS, SPREAD));
  do {
    const sentences: string[] = [];
    for (let count = 1 + random.below(4); count > 0; count -= 1) sentences.push(writeSentence(about, random));
    const paragraph = sentences.join(' ');
    yield paragraph;
    left -= paragraph.length;
  } while (left > 0);
}

function attribute(authors: Basis['authors'], random: Random): SourceAnswer['attribution'] {
  const kind = random.weighted([80, 12, 8]);
  const author = authors[random.zipf(authors.length)];
  if (kind === 0 && author !== undefined) return { kind: 'named', author: author.id };
  if (kind === 2)
    return { kind: 'organisation', organisation: { name: 'Generated Clinic', url: 'https://clinic.example/' } };
  return { kind: 'anonymous' };
}
