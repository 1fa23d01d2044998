import { type Static, Type } from '@sinclair/typebox';
import { constant, Id, Slug, Text } from './primitives.js';

export const topicMembers = {
  type: constant('topic'),
  id: Id(),
  slug: Slug(),
  name: Text('The name as it is to be shown.', 200),
  summary: Text('What the topic is about, in plain text.', 10_000),
};

export const Topic = Type.Object(
  {
    ...topicMembers,
    related: Type.Array(Id('The id of a topic.'), {
      maxItems: 50,
      uniqueItems: true,
      description: 'The ids of related topics, in order.',
    }),
  },
  { $id: 'Topic', description: 'A topic as it is stored and synced.' },
);
export type Topic = Static<typeof Topic>;
