import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { exerciseKinds } from './exercise.js';
import { CalendarDate, constant, Id, Locale, nullable, Slug, stringEnum, Text } from './primitives.js';
import type { ResourceType } from './resource.js';

/** The source format: what a publisher writes. Members that may be left out are then unknown (`null`) or empty. */

const closed = { additionalProperties: false };

const WebAddress = (description: string) =>
  Type.String({
    format: 'uri',
    pattern: '^https?://',
    maxLength: 2048,
    description: `${description} An absolute http or https URL.`,
  });

const maybe = <T extends TSchema>(schema: T) => Type.Optional(nullable(schema));

const idList = (description: string, maxItems: number) =>
  Type.Optional(Type.Array(Id('An id.'), { maxItems, uniqueItems: true, description }));

const anchorMembers = {
  exact: Type.String({
    minLength: 1,
    maxLength: 5000,
    description: "The exact words, copied from the answer's plain text.",
  }),
  prefix: Type.Optional(
    Type.String({ maxLength: 1000, description: 'The words right before, when the exact words occur more than once.' }),
  ),
  suffix: Type.Optional(
    Type.String({ maxLength: 1000, description: 'The words right after, when the exact words occur more than once.' }),
  ),
  start: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The number of Unicode code points before the exact words.' }),
  ),
  end: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The number of Unicode code points up to the end of the exact words.' }),
  ),
};
const anchorObject = Type.Object(anchorMembers, closed);

// One schema for both forms: a union would report the faults of the form that was not meant.
export const SourceAnchor = Type.Unsafe<string | Static<typeof anchorObject>>({
  type: ['string', 'object'],
  minLength: 1,
  maxLength: 5000,
  required: ['exact'],
  properties: anchorMembers,
  ...closed,
  description:
    'The words of the answer that this rests on: the exact words, or an object when they occur more than once.',
});
export type SourceAnchor = Static<typeof SourceAnchor>;

const organisation = Type.Object(
  { name: Text('The name of the organisation.', 200), url: maybe(WebAddress('Its address.')) },
  { ...closed, description: 'The organisation that answers.' },
);
const attributions = {
  named: Type.Object({ kind: constant('named'), author: Id('The id of the author.') }, closed),
  anonymous: Type.Object({ kind: constant('anonymous') }, closed),
  organisation: Type.Object({ kind: constant('organisation'), organisation }, closed),
};

/** One schema picked by the value of a member: only the branch that was meant reports its faults. */
const choice = (member: string, branches: Record<string, object>, description: string) => ({
  type: 'object',
  required: [member],
  properties: { [member]: { type: 'string', enum: Object.keys(branches), description } },
  allOf: Object.entries(branches).map(([value, schema]) => ({
    if: { properties: { [member]: { const: value } }, required: [member] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is the keyword of JSON Schema.
    then: schema,
  })),
});

export const SourceAttribution = Type.Unsafe<
  Static<typeof attributions.named> | Static<typeof attributions.anonymous> | Static<typeof attributions.organisation>
>({
  ...choice(
    'kind',
    attributions,
    '`named` with an author, `organisation`, or `anonymous` when the source names nobody.',
  ),
  description: 'Who answers.',
});

export const SourceAnswer = Type.Object(
  {
    id: Id(),
    attribution: SourceAttribution,
    recommendations: Type.Optional(
      Type.Array(
        Type.Object(
          {
            exercise: Id('The id of the exercise.'),
            purpose: maybe(Text('What it is recommended for, in the words of the answer or close to them.', 1000)),
            timing: maybe(Text('When, or how often.', 1000)),
            anchor: SourceAnchor,
          },
          closed,
        ),
        { maxItems: 100, description: 'The exercises that the answer recommends.' },
      ),
    ),
    seekCare: Type.Optional(
      Type.Array(
        Type.Object({ when: maybe(Text('When to see a professional, in short.', 1000)), anchor: SourceAnchor }, closed),
        { maxItems: 100, description: 'When the answer says to see a professional.' },
      ),
    ),
    body: Type.String({
      minLength: 1,
      maxLength: 200_000,
      description:
        'The text: CommonMark without raw HTML and images, headings from level 2. In a Markdown file it is not a member: it stands below, under a heading `# ` with the id of the answer.',
    }),
  },
  { ...closed, description: 'An answer, nested in its question.' },
);
export type SourceAnswer = Static<typeof SourceAnswer>;

const Licence = Type.Object(
  {
    name: Text('The name of the licence, an SPDX identifier where there is one.', 200),
    url: maybe(WebAddress('Its text.')),
  },
  { ...closed, description: 'The licence that it may be used under.' },
);

export const SourceQuestion = Type.Object(
  {
    type: constant('question'),
    id: Id(),
    slug: Slug(),
    locale: Locale('The language of the question and its answers, a BCP 47 tag.'),
    title: Text('The question, as it is to be shown.'),
    topics: idList('The ids of its topics, in order.', 50),
    related: idList('The ids of related questions, in order.', 50),
    disclaimer: Id('The id of the disclaimer that must be shown with it.'),
    review: maybe(
      Type.Object(
        {
          reviewedOn: CalendarDate('The day of the last review.'),
          reviewedBy: maybe(Text('Who reviewed it.', 200)),
          nextReviewDue: maybe(CalendarDate('The day by which it is to be reviewed again.')),
        },
        { ...closed, description: 'The last review, if known.' },
      ),
    ),
    source: maybe(
      Type.Object(
        {
          name: Text('Who published it first.', 200),
          url: maybe(WebAddress('Where it was published.')),
          retrievedOn: maybe(CalendarDate('The day it was taken from there.')),
        },
        { ...closed, description: 'Where it comes from, if known.' },
      ),
    ),
    rights: maybe(
      Type.Object(
        {
          holder: maybe(Text('Who holds the rights.', 200)),
          licence: maybe(Licence),
          statement: maybe(Text('The rights statement to be shown.', 2000)),
        },
        { ...closed, description: 'What a reader may do with it, if known.' },
      ),
    ),
    answers: Type.Array(SourceAnswer, {
      maxItems: 100,
      description: 'All its answers, in their order. An answer that is no longer listed is withdrawn.',
    }),
  },
  { ...closed, description: 'A question with its answers: a complete statement of both.' },
);
export type SourceQuestion = Static<typeof SourceQuestion>;

export const SourceDisclaimer = Type.Object(
  {
    type: constant('disclaimer'),
    id: Id(),
    locale: Locale(),
    text: Type.String({ minLength: 1, maxLength: 10_000, description: 'The text, in plain words.' }),
  },
  { ...closed, description: 'The text that must be shown with the content.' },
);

export const SourceTopic = Type.Object(
  {
    type: constant('topic'),
    id: Id(),
    slug: Slug(),
    name: Text('The name as it is to be shown.', 200),
    summary: Text('What the topic is about, in plain text.', 10_000),
    related: idList('The ids of related topics, in order.', 50),
  },
  { ...closed, description: 'A topic that questions belong to.' },
);

export const SourceAuthor = Type.Object(
  {
    type: constant('author'),
    id: Id(),
    slug: Slug(),
    name: Text('The name as it is to be shown.', 200),
    specialty: maybe(Text('The specialty as the author states it. Leave it out when unknown: never guess.', 200)),
    credentials: maybe(Text('Letters after the name, such as `MD, FACSM`.', 200)),
    organisation: maybe(Text('The organisation the author speaks for.', 200)),
    profile: maybe(WebAddress("The author's page elsewhere.")),
  },
  { ...closed, description: 'An expert who answers.' },
);

export const SourceExercise = Type.Object(
  {
    type: constant('exercise'),
    id: Id(),
    slug: Slug(),
    name: Text('The name as it is to be shown.', 200),
    kind: stringEnum(exerciseKinds, { description: 'What sort of exercise it is.' }),
    description: maybe(Text('How it is done, in plain text.', 10_000)),
    targetAreas: Type.Optional(
      Type.Array(
        Type.Object(
          {
            clinical: maybe(Text('The clinical name, such as `IT band`.', 200)),
            plain: maybe(Text('The same in plain words, such as `outside thigh`.', 200)),
          },
          closed,
        ),
        { maxItems: 50, description: 'What it works on, in general.' },
      ),
    ),
    equipment: Type.Optional(
      Type.Array(Text('One thing that is needed.', 200), { maxItems: 50, description: 'What is needed for it.' }),
    ),
    cautions: Type.Optional(
      Type.Array(Text('One caution.', 1000), { maxItems: 50, description: 'What to mind, in plain text.' }),
    ),
    media: Type.Optional(
      Type.Array(
        Type.Object(
          {
            url: WebAddress('Where the picture, sound or video is.'),
            mediaType: Type.String({
              maxLength: 127,
              pattern: '^[a-z]+/[A-Za-z0-9.+-]+$',
              description: 'The media type, such as `video/mp4`.',
            }),
            title: maybe(Text('What it shows.')),
            credit: maybe(Text('Who made it, as the licence wants it shown.')),
            licence: Licence,
          },
          closed,
        ),
        { maxItems: 50, description: 'Pictures and videos of it.' },
      ),
    ),
    disclaimer: Id('The id of the disclaimer that must be shown with it where it stands alone.'),
  },
  { ...closed, description: 'An exercise that answers recommend.' },
);

/** The schema of each record, by its `type`. Answers have none: they are nested in their question. */
export const sourceSchemas = {
  disclaimer: SourceDisclaimer,
  topic: SourceTopic,
  author: SourceAuthor,
  exercise: SourceExercise,
  question: SourceQuestion,
} as const satisfies Partial<Record<ResourceType, TSchema>>;

export type SourceType = keyof typeof sourceSchemas;
export type SourceRecord = { [T in SourceType]: Static<(typeof sourceSchemas)[T]> }[SourceType];

/** The published JSON Schema (2020-12) of one source record. */
export function buildSourceSchema(): object {
  const types = Object.keys(sourceSchemas);
  const branches = Object.fromEntries(types.map((type) => [type, { $ref: `#/$defs/${type}` }]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://second-opinion.dev/schemas/source.schema.json',
    title: 'Second Opinion source record',
    description:
      'One record of the source format: a JSON or YAML file, the front matter of a Markdown file, or a line of NDJSON.',
    ...choice('type', branches, 'What the record is.'),
    $defs: sourceSchemas,
  };
}
