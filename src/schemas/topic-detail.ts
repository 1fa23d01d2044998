import { type Static, Type } from '@sinclair/typebox';
import { QuestionSummary, stamps, TopicSummary } from './article.js';
import { PageOf } from './page.js';
import { ref } from './primitives.js';
import { topicMembers } from './topic.js';

export const TopicEntry = Type.Object(
  {
    ...topicMembers,
    related: Type.Array(ref(TopicSummary), { maxItems: 50, description: 'Related topics, in order.' }),
    ...stamps,
  },
  { $id: 'TopicEntry', description: 'A topic and its related topics, as an entry of the list.' },
);
export type TopicEntry = Static<typeof TopicEntry>;

export const TopicList = PageOf('TopicList', ref(TopicEntry), 'A page of topics.');
export type TopicList = Static<typeof TopicList>;

export const TopicQuestions = PageOf('TopicQuestions', ref(QuestionSummary), 'A page of the questions of a topic.');

export const TopicDetail = Type.Object(
  { ...TopicEntry.properties, questions: ref(TopicQuestions) },
  { $id: 'TopicDetail', description: 'A topic, its related topics and its questions.' },
);
export type TopicDetail = Static<typeof TopicDetail>;
