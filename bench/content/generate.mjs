// Records of the source format, in the size and shape of the seed's article: three answers, exercises, advice to see a
// professional, anchors that verify. The words are made up, except one that is in every question.
import { createRandom, createZipf } from './random.mjs';

/** The word that every question holds. */
export const COMMON_WORD = 'pain';
const TOPICS = 20;
const AUTHORS = 100;
const EXERCISES = 50;

const numbers = (count) => Array.from({ length: count }, (_, number) => number);
const syllables = 'ba ce di fo gu ka le mi no pu ra se ti vo zu lan mer tin dor sul'.split(' ');

/** Two thousand words; which comes when is Zipf's law. */
export const words = numbers(2000).map((number) => {
  const parts = [number % 20, Math.floor(number / 20) % 20, Math.floor(number / 400) % 20];
  return `${parts.map((part) => syllables[part]).join('')}${number % 7 === 0 ? 'n' : 'r'}`;
});

const toSentence = (list) => `${list[0][0].toUpperCase()}${list.join(' ').slice(1)}.`;

/** What questions refer to. */
export function buildBasis() {
  const random = createRandom(1);
  const pick = createZipf(words, random);
  const prose = (count) => toSentence(numbers(count).map(() => pick()));
  return [
    { type: 'disclaimer', id: 'bench', locale: 'en', text: prose(45) },
    ...numbers(TOPICS).map((n) => ({
      ...{ type: 'topic', id: `bench-t${n}`, slug: `bench-topic-${n}`, name: `Topic ${n}`, summary: prose(20) },
    })),
    ...numbers(AUTHORS).map((n) => ({
      ...{ type: 'author', id: `bench-a${n}`, slug: `bench-author-${n}`, name: `Author ${n}`, specialty: prose(2) },
    })),
    ...numbers(EXERCISES).map((n) => ({
      ...{ type: 'exercise', id: `bench-e${n}`, slug: `bench-exercise-${n}`, name: `Exercise ${n}`, kind: 'strength' },
      ...{ description: prose(15), targetAreas: [{ clinical: prose(2), plain: prose(2) }], disclaimer: 'bench' },
    })),
  ];
}

/** Question `n`; with another `edit`, another text of it. */
export function buildQuestion(n, edit = 0) {
  const random = createRandom(n * 1009 + edit + 7);
  const pick = createZipf(words, random);
  const whole = (limit) => Math.floor(random() * limit);
  const prose = (count) => toSentence(numbers(count).map(() => pick()));
  const answers = numbers(3).map((place) => {
    const sentences = numbers(8).map((index) => `${prose(11 + whole(6)).slice(0, -1)} ${place}${index}.`);
    const anchorAt = (index) => sentences[index];
    return {
      id: `bench-q${n}.${place}`,
      attribution: place === 2 ? { kind: 'anonymous' } : { kind: 'named', author: `bench-a${whole(AUTHORS)}` },
      recommendations: [1, 5].slice(place === 1 ? 1 : 0).map((index) => ({
        ...{ exercise: `bench-e${whole(EXERCISES)}`, purpose: prose(8), timing: prose(4), anchor: anchorAt(index) },
      })),
      seekCare: [{ when: prose(6), anchor: anchorAt(7) }],
      body: `${sentences.slice(0, 4).join(' ')}\n\n${sentences.slice(4).join(' ')}`,
    };
  });
  return {
    ...{ type: 'question', id: `bench-q${n}`, slug: `bench-question-${n}`, locale: 'en', disclaimer: 'bench' },
    title: `${prose(7).slice(0, -1)} ${COMMON_WORD}?`,
    topics: [`bench-t${n % TOPICS}`],
    answers,
  };
}
