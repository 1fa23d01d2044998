import fc from 'fast-check';
import type { Resource } from '../../src/schemas/resource.js';
import type { Draft, Withdrawal } from '../../src/store/store.js';
import { answer, author, disclaimer, draftOf, exercise, question, topic } from './draft.js';

const words = fc
  .array(fc.constantFrom('knee', 'pain', 'running', 'hip', 'sleep'), { minLength: 1, maxLength: 4 })
  .map((all) => all.join(' '));
const pick = (...ids: string[]) => fc.subarray(ids, { maxLength: 2 });

const anyAnswer = fc.record({
  place: fc.constantFrom('1', '2', '3'),
  text: words,
  author: fc.constantFrom('a1', 'a2', undefined),
  exercises: pick('e1', 'e2'),
});

const anyQuestion = fc
  .record({
    id: fc.constantFrom('q1', 'q2', 'q3', 'q4'),
    slug: fc.constantFrom('', '-new', 'shared'),
    title: words,
    locale: fc.constantFrom('en', 'de'),
    topics: pick('t1', 't2', 't3'),
    answers: fc.uniqueArray(anyAnswer, { selector: ({ place }) => place, maxLength: 3 }),
  })
  .map(({ id, slug, answers, ...members }): Resource[] => [
    question(id, {
      ...members,
      slug: slug === 'shared' ? slug : `${id}${slug}`,
      answers: answers.map(({ place }) => `${id}.${place}`),
    }),
    ...answers.map(({ place, text, author, exercises }) =>
      answer(`${id}.${place}`, id, { text, exercises, ...(author === undefined ? {} : { author }) }),
    ),
  ]);

const anyOther: fc.Arbitrary<Resource[]> = fc.oneof(
  fc.record({ id: fc.constantFrom('a1', 'a2'), name: words }).map(({ id, name }) => [author(id, { name })]),
  fc.constantFrom('e1', 'e1-new').map((slug) => [exercise('e1', { slug })]),
  fc.constantFrom('', 't1', 't1 t2').map((ids) => [topic('t3', { related: ids.split(' ').filter(Boolean) })]),
  fc.constantFrom('', 'Ask.').map((text) => [disclaimer('d', `Ask. ${text}`)]),
);

const anyWithdrawals = fc
  .record({ id: fc.constantFrom('q1', 'q2', 'q3'), reason: fc.constantFrom('safety' as const, 'merged' as const) })
  .map(({ id, reason }) => (answers: readonly string[]): Withdrawal[] => [
    { type: 'question', id, reason, replacedBy: reason === 'merged' ? { type: 'question', id: 'q4' } : null },
    ...answers
      .filter((one) => one.startsWith(`${id}.`))
      .map((one): Withdrawal => ({ type: 'answer', id: one, reason, replacedBy: null })),
  ]);

/** A step makes a draft, given the ids of the answers that are live. Many steps are refused: those must change nothing. */
export type Step = (liveAnswers: readonly string[]) => Draft;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof({ weight: 4, arbitrary: anyQuestion }, anyOther), { minLength: 1, maxLength: 3 })
      .map((all): Step => {
        const distinct = new Map(all.map((bundle) => [bundle[0]?.id, bundle]));
        return () => draftOf([...distinct.values()].flat());
      }),
  },
  {
    weight: 2,
    arbitrary: anyWithdrawals.map(
      (toWithdrawals): Step =>
        (live) =>
          draftOf([], { withdrawals: toWithdrawals(live) }),
    ),
  },
  {
    weight: 1,
    arbitrary: anyQuestion.map(
      (bundle): Step =>
        () =>
          draftOf([...basis, ...bundle], { mirror: true }),
    ),
  },
);

const basis: Resource[] = [
  disclaimer('d'),
  ...['a1', 'a2'].map((id) => author(id)),
  ...['e1', 'e2'].map((id) => exercise(id)),
  ...['t1', 't2', 't3'].map((id) => topic(id)),
];

/** Some publishes, one after another; the first has what the others refer to. */
export const anyHistory: fc.Arbitrary<Step[]> = fc
  .array(anyStep, { minLength: 3, maxLength: 12 })
  .map((steps) => [() => draftOf(basis, { note: 'first', actor: 'editor' }), ...steps]);
