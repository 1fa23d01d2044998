import fc from 'fast-check';
import { checkCharacters } from '../../src/content/characters.js';
import type { SourceAnswer, SourceQuestion, SourceRecord } from '../../src/schemas/source.js';

const sentence = fc.constantFrom(
  'Rest first.',
  'Stretch *often*, “always” & well.',
  '- one\n- two\n  - three',
  '## Why\n\nBecause.',
  '```\n# not a heading\n---\n```',
  '    indented code',
  '1\\. no list  \nbut a break',
  '> quoted 😀 text',
  'a [link](https://example.org/?a=1&b=2 "T")',
  '---',
);
const line = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.constantFrom(
      'yes',
      '# x',
      'a: b',
      '- a',
      '"',
      "it's",
      '~',
      '0x1',
      '2024-01-01',
      ' a ',
      'null',
      '---',
      '“q”',
      'a\n---\nb',
      'x #y',
      '|',
      '\u2028',
      '\u0085',
    ),
  )
  .filter((text) => checkCharacters(text).length === 0);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const wordsOf = (body: string) => /[A-Za-z]{3,}/.exec(body)?.[0] ?? 'always';

const body = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((parts) => ['always', ...parts].join('\n\n'));

/** A random set of records that publishes: everything referred to is there. */
export const sourceSet: fc.Arbitrary<readonly SourceRecord[]> = fc
  .record({
    authors: fc.array(fc.record({ name: line, specialty: maybe(line) }), { minLength: 1, maxLength: 3 }),
    exercises: fc.array(fc.record({ name: line, equipment: maybe(fc.array(line, { maxLength: 2 })) }), {
      minLength: 1,
      maxLength: 3,
    }),
    questions: fc.array(
      fc.record({
        title: line,
        statement: maybe(line),
        topics: fc.subarray(['t0', 't1']),
        answers: fc.array(
          fc.record({
            body,
            kind: fc.constantFrom('named', 'anonymous', 'organisation'),
            who: fc.nat(),
            purpose: maybe(line),
            anchored: fc.boolean(),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ authors, exercises, questions }) => [
    { type: 'disclaimer', id: 'general', locale: 'en', text: 'Ask your physician.' },
    { type: 'topic', id: 't0', slug: 't0', name: 'T0', summary: 'S', related: ['t1'] },
    { type: 'topic', id: 't1', slug: 't1', name: 'T1', summary: 'S' },
    ...authors.map(
      ({ name, specialty }, index): SourceRecord => ({
        type: 'author',
        id: `a${index}`,
        slug: `a${index}`,
        name,
        specialty: specialty ?? null,
      }),
    ),
    ...exercises.map(
      ({ name, equipment }, index): SourceRecord => ({
        type: 'exercise',
        id: `e.${index}`,
        slug: `e-${index}`,
        name,
        kind: 'other',
        equipment: equipment ?? [],
        disclaimer: 'general',
      }),
    ),
    ...questions.map(
      ({ title, statement, topics, answers }, index): SourceQuestion => ({
        type: 'question',
        id: `q${index}`,
        slug: `slug-${index}`,
        locale: 'en',
        title,
        topics,
        disclaimer: 'general',
        rights: statement === undefined ? null : { statement },
        answers: answers.map(
          ({ body, kind, who, purpose, anchored }, place): SourceAnswer => ({
            id: `q${index}.${place}`,
            attribution:
              kind === 'named'
                ? { kind, author: `a${who % authors.length}` }
                : kind === 'organisation'
                  ? { kind, organisation: { name: 'Org' } }
                  : { kind: 'anonymous' },
            recommendations: anchored
              ? [
                  {
                    exercise: `e.${who % exercises.length}`,
                    purpose: purpose ?? null,
                    anchor: { exact: wordsOf(body), start: 0 },
                  },
                ]
              : [],
            body,
          }),
        ),
      }),
    ),
  ]);
