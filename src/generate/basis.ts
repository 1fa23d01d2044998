import type { SourceRecord } from '../schemas/source.js';
import { Random } from './random.js';
import { activities, firstNames, inventedName, parts, specialties } from './words.js';

type RecordOf<T extends SourceRecord['type']> = Extract<SourceRecord, { readonly type: T }>;

/** What questions refer to. The first of each list are the most popular. */
export interface Basis {
  readonly disclaimers: readonly [RecordOf<'disclaimer'>, ...RecordOf<'disclaimer'>[]];
  readonly topics: readonly RecordOf<'topic'>[];
  readonly authors: readonly RecordOf<'author'>[];
  readonly exercises: readonly RecordOf<'exercise'>[];
}

const SYNTHETIC =
  'This is generated text. A program put it together to try out software; nobody who knows medicine has written or read it. It is no advice: do not act on it. Ask your physician.';

const kinds = ['stretching', 'strength', 'mobility', 'balance', 'self-massage', 'endurance'] as const;
const moves = ['stretch', 'raise', 'bridge', 'hold', 'roll', 'squat', 'step', 'rotation', 'slide', 'press'] as const;
const stances = ['standing', 'seated', 'side-lying', 'kneeling', 'supported', 'slow', 'single-leg', 'wall'] as const;

export const toSlug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const at = <T>(list: readonly T[], index: number, otherwise: T) => list[index % list.length] ?? otherwise;

/** There are more of each in a larger set, though not in proportion. */
export function buildBasis(questions: number, seed: string): Basis {
  const some = (least: number, power: number, most: number) =>
    Math.round(Math.min(most, Math.max(least, 2 * questions ** power)));
  const topicCount = some(5, 0.4, parts.length * activities.length);
  const exerciseCount = some(6, 0.4, stances.length * parts.length * moves.length);
  return {
    disclaimers: [buildDisclaimer('en'), ...['en-GB', 'en-AU', 'en-CA'].map(buildDisclaimer)],
    topics: times(topicCount, (index) => buildTopic(index, seed)),
    authors: times(some(5, 0.6, 10_000), (index) => buildAuthor(index, seed)),
    exercises: times(exerciseCount, (index) => buildExercise(index, seed)),
  };
}

function buildDisclaimer(locale: string): RecordOf<'disclaimer'> {
  return { type: 'disclaimer', id: `generated-${locale.toLowerCase()}`, locale, text: SYNTHETIC };
}

function topicName(index: number): string {
  const part = at(parts, index, 'knee');
  return index < parts.length
    ? capital(part)
    : `${capital(part)} and ${at(activities, Math.floor(index / parts.length) - 1, 'rest')}`;
}

function buildTopic(index: number, seed: string): RecordOf<'topic'> {
  const random = new Random(`${seed}/topic/${index}`);
  const name = topicName(index);
  const slug = toSlug(name);
  const summary = `Generated questions about ${name.toLowerCase()}, to try out software with.`;
  const related = index === 0 ? [] : random.zipfs(index, random.below(4)).map((rank) => toSlug(topicName(rank)));
  return { type: 'topic', id: slug, slug, name, summary, related };
}

function buildAuthor(index: number, seed: string): RecordOf<'author'> {
  const random = new Random(`${seed}/author/${index}`);
  const name = `${random.pick(firstNames)} ${inventedName(index)}${index < 4096 ? '' : `-${inventedName(Math.floor(index / 4096))}`}`;
  const slug = `${toSlug(name)}-${index.toString(36)}`;
  return {
    type: 'author',
    id: slug,
    slug,
    name,
    ...(random.chance(0.8) && { specialty: random.pick(specialties) }),
    organisation: 'Generated, not a person',
  };
}

function buildExercise(index: number, seed: string): RecordOf<'exercise'> {
  const random = new Random(`${seed}/exercise/${index}`);
  const stance = at(stances, index, 'standing');
  const part = at(parts, Math.floor(index / stances.length), 'knee');
  const move = at(moves, Math.floor(index / (stances.length * parts.length)), 'stretch');
  const name = `${capital(stance)} ${part} ${move}`;
  const slug = toSlug(name);
  return {
    type: 'exercise',
    id: slug,
    slug,
    name,
    kind: random.pick(kinds),
    description: `A generated description: get into the ${stance} position and move the ${part} slowly through the ${move}, as far as it is comfortable.`,
    targetAreas: [{ plain: part }],
    ...(random.chance(0.3) && { equipment: [random.pick(['chair', 'mat', 'elastic band', 'foam roller'])] }),
    cautions: ['This was generated, and checked by nobody.'],
    disclaimer: 'generated-en',
  };
}
