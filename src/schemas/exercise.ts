import { type Static, Type } from '@sinclair/typebox';
import { constant, Id, nullable, ref, Slug, stringEnum, Text, Uri } from './primitives.js';
import { Licence } from './rights.js';

export const exerciseKinds = [
  'stretching',
  'self-massage',
  'strength',
  'balance',
  'flexibility',
  'mobility',
  'endurance',
  'aerobic',
  'mixed',
  'other',
] as const;

export const TargetArea = Type.Object(
  {
    clinical: nullable(Text('The clinical name, such as `IT band`; `null` when only plain words are known.', 200)),
    plain: nullable(
      Text('The same in plain words, such as `outside thigh`; `null` when only the clinical name is known.', 200),
    ),
  },
  { $id: 'TargetArea', description: 'A part of the body, in clinical and in plain words.' },
);
export type TargetArea = Static<typeof TargetArea>;

export const Media = Type.Object(
  {
    url: Uri('Where the picture, sound or video is.'),
    mediaType: Type.String({
      maxLength: 127,
      pattern: '^[a-z]+/[A-Za-z0-9.+-]+$',
      description: 'The media type (RFC 6838).',
    }),
    title: nullable(Text('What it shows; use it as the text alternative.')),
    credit: nullable(Text('Who made it, as the licence wants it shown.')),
    licence: ref(Licence),
  },
  { $id: 'Media', description: 'A picture, sound or video, with the licence it may be used under.' },
);
export type Media = Static<typeof Media>;

const exerciseMembers = {
  type: constant('exercise'),
  id: Id(),
  slug: Slug(),
  name: Text('The name as it is to be shown.', 200),
  kind: stringEnum(exerciseKinds, { description: 'What sort of exercise it is.' }),
  description: nullable(Text('How it is done, in plain text; `null` when the source does not say.', 10_000)),
  targetAreas: Type.Array(ref(TargetArea), { maxItems: 50, description: 'What it works on, in general.' }),
  equipment: Type.Array(Text('One thing that is needed.', 200), {
    maxItems: 50,
    description: 'What is needed for it.',
  }),
  cautions: Type.Array(Text('One caution.', 1000), { maxItems: 50, description: 'What to mind, in plain text.' }),
  media: Type.Array(ref(Media), { maxItems: 50, description: 'Pictures and videos of it.' }),
};

export const Exercise = Type.Object(
  { ...exerciseMembers, disclaimer: Id('The id of the disclaimer that must be shown with it where it stands alone.') },
  { $id: 'Exercise', description: 'An exercise as it is stored and synced.' },
);
export type Exercise = Static<typeof Exercise>;

export const RecommendedExercise = Type.Object(exerciseMembers, {
  $id: 'RecommendedExercise',
  description: 'An exercise inside an answer: the disclaimer of the question goes with it.',
});
export type RecommendedExercise = Static<typeof RecommendedExercise>;
