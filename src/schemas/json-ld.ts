import { type Static, Type } from '@sinclair/typebox';
import { CalendarDate, Count, constant, Id, Locale, ref, Text, Timestamp, Uri } from './primitives.js';

/** Names inside the document: `#`, a type and an id. */
const Fragment = (description: string) =>
  Type.String({ minLength: 2, maxLength: 150, pattern: '^#[a-z]+/[a-z0-9._-]+$', description });
const Named = (kind: string, description: string) =>
  Type.Object({ '@type': constant(kind), name: Text('The name.') }, { description });
const list = <T extends ReturnType<typeof ref>>(item: T, maxItems: number, description: string) =>
  Type.Array(item, { maxItems, description });

export const LinkedDisclaimer = Type.Object(
  {
    '@type': constant('CreativeWork'),
    '@id': Fragment('The name of the disclaimer inside this document.'),
    inLanguage: Locale(),
    text: Type.String({
      minLength: 1,
      maxLength: 10_000,
      description: 'The text that must be shown, whole and unchanged.',
    }),
  },
  { $id: 'LinkedDisclaimer', description: 'The disclaimer, as schema.org `usageInfo`.' },
);

export const LinkedQuotation = Type.Object(
  {
    '@type': constant('Quotation'),
    text: Type.String({ minLength: 1, maxLength: 5000, description: 'The very words of the answer.' }),
    abstract: Type.Optional(Text('When to see a professional, in short.', 1000)),
    genre: Type.Optional(constant('seek-care advice', 'Says that the words tell when to see a professional.')),
  },
  { $id: 'LinkedQuotation', description: 'Words of an answer that something rests on, a schema.org `Quotation`.' },
);

const Anatomy = Type.Object(
  {
    '@type': constant('AnatomicalStructure'),
    name: Text('The clinical name, or the plain one where that alone is known.', 200),
    alternateName: Type.Optional(Text('The name in plain words.', 200)),
  },
  { $id: 'LinkedAnatomy', description: 'A part of the body, a schema.org `AnatomicalStructure`.' },
);

export const LinkedExercisePlan = Type.Object(
  {
    '@type': constant('ExercisePlan'),
    identifier: Id('The id of the exercise.'),
    name: Text('The name of the exercise.', 200),
    exerciseType: Text('What sort of exercise it is.', 200),
    description: Type.Optional(Text('How it is done.', 10_000)),
    associatedAnatomy: list(ref(Anatomy), 50, 'What it works on.'),
    about: Type.Optional(
      Type.Object(
        { '@type': constant('Thing'), name: Text('The purpose.', 1000) },
        { description: 'What it is recommended for.' },
      ),
    ),
    activityFrequency: Type.Optional(
      Type.Object(
        { '@type': constant('QualitativeValue'), name: Text('When, or how often.', 1000) },
        { description: 'When, or how often.' },
      ),
    ),
    isBasedOn: ref(LinkedQuotation),
  },
  { $id: 'LinkedExercisePlan', description: 'An exercise that an answer recommends, a schema.org `ExercisePlan`.' },
);

export const LinkedPerson = Type.Object(
  {
    '@type': constant('Person'),
    identifier: Id('The id of the author.'),
    name: Text('The name.', 200),
    honorificSuffix: Type.Optional(Text('Letters after the name.', 200)),
    knowsAbout: Type.Optional(Text('The specialty.', 200)),
    affiliation: Type.Optional(Named('Organization', 'The organisation the author speaks for.')),
    url: Type.Optional(Uri("The author's page elsewhere.")),
  },
  { $id: 'LinkedPerson', description: 'A named author, a schema.org `Person`.' },
);

export const LinkedOrganization = Type.Object(
  {
    '@type': constant('Organization'),
    name: Text('The name.', 200),
    url: Type.Optional(Uri('The address.')),
  },
  { $id: 'LinkedOrganization', description: 'An organisation that answers, a schema.org `Organization`.' },
);

const Author = Type.Unsafe<Static<typeof LinkedPerson> | Static<typeof LinkedOrganization>>({
  $id: 'LinkedAuthor',
  description: 'Who answers.',
  oneOf: [ref(LinkedPerson), ref(LinkedOrganization)],
  discriminator: {
    propertyName: '@type',
    mapping: { Person: '#/components/schemas/LinkedPerson', Organization: '#/components/schemas/LinkedOrganization' },
  },
});

export const LinkedAnswer = Type.Object(
  {
    '@type': constant('Answer'),
    '@id': Fragment('The name of the answer inside this document.'),
    position: Count('Its place among the answers, from 1.'),
    author: Type.Optional(ref(Author)),
    text: Type.String({ maxLength: 200_000, description: 'The words of the answer, as plain text.' }),
    mentions: list(ref(LinkedExercisePlan), 100, 'The exercises it recommends.'),
    citation: list(ref(LinkedQuotation), 100, 'When it says to see a professional.'),
    usageInfo: Type.Object(
      { '@id': Fragment('The name of the disclaimer inside this document.') },
      { description: 'The disclaimer of this document, by name.' },
    ),
  },
  { $id: 'LinkedAnswer', description: 'An answer, a schema.org `Answer`. An unattributed one has no `author`.' },
);

export const LinkedQuestion = Type.Object(
  {
    '@type': constant('Question'),
    identifier: Id('The id of the question.'),
    name: Text('The question.'),
    answerCount: Count('How many answers it has.'),
    suggestedAnswer: list(
      ref(LinkedAnswer),
      100,
      'The answers, in their order. None is the accepted one: they may disagree.',
    ),
  },
  { $id: 'LinkedQuestion', description: 'The question, a schema.org `Question`.' },
);

const Topic = Type.Object(
  { '@type': constant('Thing'), name: Text('The name.', 200), description: Text('What it is about.', 10_000) },
  { $id: 'LinkedTopic', description: 'A topic.' },
);

const Source = Type.Object(
  {
    '@type': constant('CreativeWork'),
    sourceOrganization: Named('Organization', 'Who published it first.'),
    url: Type.Optional(Uri('Where it was published.')),
  },
  { $id: 'LinkedSource', description: 'Where the content comes from.' },
);

export const LinkedArticle = Type.Object(
  {
    '@context': constant('https://schema.org'),
    '@type': constant('MedicalWebPage'),
    name: Text('The question, as it is to be shown.'),
    inLanguage: Locale(),
    datePublished: Timestamp('When it was first published.'),
    dateModified: Timestamp('When anything in it last changed.'),
    lastReviewed: Type.Optional(CalendarDate('The day of the last review.')),
    reviewedBy: Type.Optional(Text('Who reviewed it.', 200)),
    about: list(ref(Topic), 50, 'The topics.'),
    mainEntity: ref(LinkedQuestion),
    usageInfo: ref(LinkedDisclaimer),
    isBasedOn: Type.Optional(ref(Source)),
    copyrightHolder: Type.Optional(Text('Who holds the rights.', 200)),
    copyrightNotice: Type.Optional(Text('The rights statement to be shown.', 2000)),
    license: Type.Optional(Uri('The text of the licence.')),
  },
  {
    $id: 'LinkedArticle',
    description: 'A question with its answers as schema.org JSON-LD. What is unknown is left out.',
  },
);
export type LinkedArticle = Static<typeof LinkedArticle>;
export type LinkedAnswer = Static<typeof LinkedAnswer>;
export type LinkedExercisePlan = Static<typeof LinkedExercisePlan>;
export type LinkedAuthor = Static<typeof Author>;

export const jsonLdParts = [Anatomy, Author, Topic, Source];
