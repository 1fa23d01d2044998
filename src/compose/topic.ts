import type { TopicDetail, TopicEntry } from '../schemas/topic-detail.js';
import type { Slice } from '../store/store.js';
import { composeQuestionSummary } from './article.js';
import { toTopicSummary } from './members.js';
import { composeEach, newest, type Paged } from './paged.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

/** A topic. `parts` holds its related topics. */
export function composeTopicEntry(version: Published<'topic'>, parts: PublishedParts): TopicEntry {
  const shown = new Shown(version, parts);
  const related = shown.list('topic', version.resource.related).map(toTopicSummary);
  return { ...toTopicSummary(version.resource), related, ...shown.stamps() };
}

/** A topic and a page of its questions. `parts` holds its related topics, and what each question's summary needs, which `erased` is passed to. */
export function composeTopic(
  version: Published<'topic'>,
  questions: Slice<Published<'question'>>,
  parts: PublishedParts,
  erased = false,
): Paged<TopicDetail> {
  const data = composeEach(questions.items, (question) => composeQuestionSummary(question, parts, { erased }));
  const entry = newest(composeTopicEntry(version, parts), data);
  return { body: (page) => ({ ...entry, questions: { data, page } }), next: questions.next };
}
