import { type Static, Type } from '@sinclair/typebox';
import { Anchor } from './anchor.js';
import { Author } from './author.js';
import { RecommendedExercise } from './exercise.js';
import { constant, Id, nullable, ref, Text, Uri } from './primitives.js';

export const AnswerBody = Type.Object(
  {
    text: Type.String({
      maxLength: 200_000,
      description:
        'The plain text: the text content of `html`, block elements separated by one blank line. Anchors count in it.',
    }),
    html: Type.String({ maxLength: 400_000, description: 'Sanitised HTML: safe to insert into a page as it is.' }),
  },
  { $id: 'AnswerBody', description: 'The words of an answer, as plain text and as HTML.' },
);

const anonymous = Type.Object(
  { kind: constant('anonymous') },
  { $id: 'AnonymousAttribution', description: 'The source names no author. Show it so; do not credit a neighbour.' },
);

const organisation = Type.Object(
  {
    kind: constant('organisation'),
    organisation: Type.Object(
      { name: Text('The name of the organisation.', 200), url: nullable(Uri('Its address; `null` when unknown.')) },
      { description: 'The organisation that answers.' },
    ),
  },
  { $id: 'OrganisationAttribution', description: 'An organisation answers, no person is named.' },
);

const namedById = Type.Object(
  { kind: constant('named'), author: Id('The id of the author.') },
  { $id: 'NamedAttributionById', description: 'A named author answers; the author by id.' },
);

const named = Type.Object(
  { kind: constant('named'), author: ref(Author) },
  { $id: 'NamedAttribution', description: 'A named author answers.' },
);

/** Who answers, the author by id. */
export const AttributionById = Type.Unsafe<
  Static<typeof namedById> | Static<typeof anonymous> | Static<typeof organisation>
>({
  $id: 'AttributionById',
  description: 'Who answers, told apart by `kind`. A named author is given by id.',
  oneOf: [ref(namedById), ref(anonymous), ref(organisation)],
  discriminator: {
    propertyName: 'kind',
    mapping: {
      named: '#/components/schemas/NamedAttributionById',
      anonymous: '#/components/schemas/AnonymousAttribution',
      organisation: '#/components/schemas/OrganisationAttribution',
    },
  },
});

/** Who answers, the author in full. */
export const Attribution = Type.Unsafe<Static<typeof named> | Static<typeof anonymous> | Static<typeof organisation>>({
  $id: 'Attribution',
  description: 'Who answers, told apart by `kind`: there is an `author` only where one is named.',
  oneOf: [ref(named), ref(anonymous), ref(organisation)],
  discriminator: {
    propertyName: 'kind',
    mapping: {
      named: '#/components/schemas/NamedAttribution',
      anonymous: '#/components/schemas/AnonymousAttribution',
      organisation: '#/components/schemas/OrganisationAttribution',
    },
  },
});
export type Attribution = Static<typeof Attribution>;

const advice = {
  purpose: nullable(
    Text(
      'What it is recommended for, in the words of the answer or close to them; `null` when the answer does not say.',
      1000,
    ),
  ),
  timing: nullable(Text('When, or how often; `null` when the answer does not say.', 1000)),
  anchor: ref(Anchor),
};

export const RecommendationById = Type.Object(
  { exercise: Id('The id of the exercise.'), ...advice },
  {
    $id: 'RecommendationById',
    description: 'An exercise that the answer recommends, by id, anchored to the words that do so.',
  },
);

export const Recommendation = Type.Object(
  { exercise: ref(RecommendedExercise), ...advice },
  { $id: 'Recommendation', description: 'An exercise that the answer recommends, anchored to the words that do so.' },
);
export type Recommendation = Static<typeof Recommendation>;

export const SeekCare = Type.Object(
  {
    when: nullable(Text('When to see a professional, in short; `null` where the anchored words say it all.', 1000)),
    anchor: ref(Anchor),
  },
  {
    $id: 'SeekCare',
    description: 'Advice to see a professional, anchored to the words that give it. As important as any exercise.',
  },
);
export type SeekCare = Static<typeof SeekCare>;

export const Answer = Type.Object(
  {
    type: constant('answer'),
    id: Id(),
    question: Id('The id of the question. The place among its answers is the place in that question’s `answers`.'),
    attribution: ref(AttributionById),
    body: ref(AnswerBody),
    recommendations: Type.Array(ref(RecommendationById), {
      maxItems: 100,
      description: 'The exercises it recommends.',
    }),
    seekCare: Type.Array(ref(SeekCare), { maxItems: 100, description: 'When it says to see a professional.' }),
  },
  { $id: 'Answer', description: 'An answer as it is stored and synced.' },
);
export type Answer = Static<typeof Answer>;

export const answerParts = [
  AnswerBody,
  anonymous,
  organisation,
  namedById,
  named,
  AttributionById,
  Attribution,
  RecommendationById,
  Recommendation,
  SeekCare,
];
