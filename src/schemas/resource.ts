import { type Static, Type } from '@sinclair/typebox';
import { Answer } from './answer.js';
import { Author } from './author.js';
import { Disclaimer } from './disclaimer.js';
import { Exercise } from './exercise.js';
import { Id, ref, stringEnum } from './primitives.js';
import { Question } from './question.js';
import { Topic } from './topic.js';

/** The resource types, in the order in which one refers to another. */
export const resourceTypes = ['disclaimer', 'topic', 'author', 'exercise', 'question', 'answer'] as const;
export type ResourceType = (typeof resourceTypes)[number];

export const ResourceTypeName = stringEnum(resourceTypes, { description: 'The type of a resource.' });

/** Each type's schema. A seventh type is added here, in `resourceTypes`, and as a file of its own. */
export const resourceSchemas = {
  disclaimer: Disclaimer,
  topic: Topic,
  author: Author,
  exercise: Exercise,
  question: Question,
  answer: Answer,
} as const;

export type ResourceOf = { [T in ResourceType]: Static<(typeof resourceSchemas)[T]> };
export type Resource = ResourceOf[ResourceType];

/** Any resource as it is stored, digested and synced: references are ids. */
export const AnyResource = Type.Unsafe<Resource>({
  $id: 'Resource',
  description: 'A resource as it is stored, digested and synced: what it refers to is named by id.',
  oneOf: resourceTypes.map((type) => ref(resourceSchemas[type])),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      resourceTypes.map((type) => [type, `#/components/schemas/${resourceSchemas[type].$id}`]),
    ),
  },
});

export const withdrawalReasons = ['unpublished', 'merged', 'retracted', 'safety'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

export const WithdrawalReasonName = stringEnum(withdrawalReasons, {
  description:
    'Why a resource was withdrawn: `unpublished` (no longer offered), `merged` (see `replacedBy`), `retracted` (wrong), `safety` (dangerous: hide every copy at once).',
});

/** Names one resource. */
export const ResourceKey = Type.Object(
  { type: ResourceTypeName, id: Id() },
  { $id: 'ResourceKey', description: 'Names one resource.' },
);
export type ResourceKey = Static<typeof ResourceKey>;
