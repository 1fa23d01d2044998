import fc from 'fast-check';
import t from 'tap';
import { composeArticle } from '../../src/compose/article.js';
import { readAttribution, readText } from '../../src/compose/read-answer.js';
import type { Published } from '../../src/compose/shown.js';
import { cutAnswer } from '../../src/compose/written-answer.js';
import { writeArticle } from '../../src/compose/written-article.js';
import { toCanonical } from '../../src/content/canonical.js';
import type { Answer } from '../../src/schemas/answer.js';
import type { ResourceOf, ResourceType } from '../../src/schemas/resource.js';
import { author, disclaimer, exercise, question } from './knee.js';
import { published, toParts } from './versions.js';

/** Words that look like the JSON around them. */
const hostile = [
  '"',
  '\\',
  ',',
  '},"id":"',
  '","text":"',
  '],"seekCare":[',
  ',"body":{"html":"',
  '{"anchor":',
  '\n',
  'é',
  '\u2028',
];
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...hostile)).map((all) => all.join('')),
  fc.string({ unit: 'binary' }),
);
const anyAnchor = fc.record({ exact: anyText, prefix: anyText, suffix: anyText, start: fc.nat(), end: fc.nat() });
const orNull = fc.option(anyText, { nil: null });
const anyAttribution: fc.Arbitrary<Answer['attribution']> = fc.oneof(
  fc.constant({ kind: 'named' as const, author: author.id }),
  fc.constant({ kind: 'anonymous' as const }),
  fc.record({ kind: fc.constant('organisation' as const), organisation: fc.record({ name: anyText, url: orNull }) }),
);
const anyAnswer: fc.Arbitrary<Answer> = fc.record({
  type: fc.constant('answer' as const),
  id: fc.constantFrom('a.1', 'a.2'),
  question: fc.constant(question.id),
  attribution: anyAttribution,
  body: fc.record({ text: anyText, html: anyText }),
  recommendations: fc.array(
    fc.record({
      exercise: fc.constantFrom(exercise.id, 'erased'),
      ...{ purpose: orNull, timing: orNull, anchor: anyAnchor },
    }),
    { maxLength: 4 },
  ),
  seekCare: fc.array(fc.record({ when: orNull, anchor: anyAnchor }), { maxLength: 3 }),
});

/** A version as the store gives it: its members in the order of canonical JSON. */
function stored<T extends ResourceType>(type: T, resource: ResourceOf[T]): Published<T> {
  const body = toCanonical(resource);
  return { ...published(type, JSON.parse(body), 3), body };
}

t.test('an article is written as it would be composed, whatever its answers say', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyAnswer, { selector: ({ id }) => id, maxLength: 2 }), anyText, (answers, title) => {
      const version = stored('question', {
        ...question,
        title,
        answers: answers.map(({ id }) => id),
        topics: [],
        related: [],
      });
      const parts = toParts({
        answer: answers.map((answer) => stored('answer', answer)),
        author: [stored('author', author)],
        exercise: [stored('exercise', exercise)],
        disclaimer: [stored('disclaimer', disclaimer)],
      });
      return writeArticle(version, parts) === JSON.stringify(composeArticle(version, parts));
    }),
    { numRuns: 2000 },
  );
});

t.test('an answer is taken apart as parsing it would', async () => {
  fc.assert(
    fc.property(anyAnswer, (answer) => {
      const version = stored('answer', answer);
      const written = cutAnswer(version.body ?? '');
      const { attribution, body, recommendations, seekCare } = version.resource;
      return (
        JSON.stringify(readAttribution(version)) === JSON.stringify(attribution) &&
        readText(version) === body.text &&
        written !== undefined &&
        JSON.parse(written.html) === body.html &&
        `[${written.recommendations}]` === JSON.stringify(recommendations) &&
        `[${written.seekCare}]` === JSON.stringify(seekCare)
      );
    }),
    { numRuns: 2000 },
  );
});

t.test('an answer with a member more or less is not taken apart, but parsed', async (t) => {
  const [answer] = fc.sample(anyAnswer, 1);
  const { seekCare: _seekCare, ...less } = answer ?? {};
  for (const other of [{ ...answer, language: 'en' }, { ...answer, zeal: 1 }, { ...answer, appendix: '' }, less])
    t.equal(cutAnswer(toCanonical(other)), undefined);
});
