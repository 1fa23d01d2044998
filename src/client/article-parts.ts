import { composeArticle } from '../compose/article.js';
import type { Published } from '../compose/shown.js';
import type { Article } from '../schemas/article.js';
import type { ResourceOf, ResourceType } from '../schemas/resource.js';
import type { ConsistentRead } from './consistent-read.js';
import type { Item } from './replica-store.js';

export type TypedItem<T extends ResourceType> = Item & { readonly type: T; readonly resource: ResourceOf[T] };

/** What was verified against its digest has the shape that the service publishes under its type. */
export function isOf<T extends ResourceType>(type: T, item: Item | undefined): item is TypedItem<T> {
  return item !== undefined && item.type === type;
}

/**
 * The article of a question: the service's own, but that nothing is in it that was recalled since. undefined when its
 * disclaimer was: without it nothing may be shown.
 */
export async function readArticle(
  reader: ConsistentRead,
  question: TypedItem<'question'>,
): Promise<Article | undefined> {
  const { answers, topics, related, disclaimer } = question.resource;
  const disclaimerParts = await readPublished(reader, 'disclaimer', [disclaimer]);
  const answerParts = await readPublished(reader, 'answer', answers);
  const resources = [...answerParts.values()].map(({ resource }) => resource);
  const authors = resources.flatMap(({ attribution }) => (attribution.kind === 'named' ? [attribution.author] : []));
  const exercises = resources.flatMap(({ recommendations }) => recommendations.map(({ exercise }) => exercise));
  const parts = {
    disclaimer: disclaimerParts,
    topic: await readPublished(reader, 'topic', topics),
    author: await readPublished(reader, 'author', authors),
    exercise: await readPublished(reader, 'exercise', exercises),
    question: await readPublished(reader, 'question', related),
    answer: answerParts,
  };

  const isShown = (type: ResourceType) => (id: string) => !reader.hidden.has(`${type}/${id}`);
  if (!isShown('disclaimer')(disclaimer)) return undefined;
  const isCreditable = (id: string) => {
    const attribution = answerParts.get(id)?.resource.attribution;
    return attribution?.kind !== 'named' || isShown('author')(attribution.author);
  };
  const resource = {
    ...question.resource,
    answers: answers.filter(isShown('answer')).filter(isCreditable),
    topics: topics.filter(isShown('topic')),
    related: related.filter(isShown('question')),
  };
  const answer = new Map([...answerParts].map(([id, version]) => [id, withAdvice(version, isShown('exercise'))]));
  return composeArticle(toPublished({ ...question, resource }), { ...parts, answer });
}

function withAdvice(version: Published<'answer'>, isShown: (exercise: string) => boolean): Published<'answer'> {
  const recommendations = version.resource.recommendations.filter(({ exercise }) => isShown(exercise));
  return { ...version, resource: { ...version.resource, recommendations } };
}

async function readPublished<T extends ResourceType>(
  reader: ConsistentRead,
  type: T,
  ids: readonly string[],
): Promise<Map<string, Published<T>>> {
  const items = await reader.items([...new Set(ids)].map((id) => ({ type, id })));
  const versions = items.flatMap((item) => (isOf(type, item) ? [toPublished(item)] : []));
  return new Map(versions.map((version) => [version.id, version]));
}

function toPublished<T extends ResourceType>(item: TypedItem<T>): Published<T> {
  const { type, id, publishedAt, updatedAt, resource } = item;
  return { type, id, publishedAt: Date.parse(publishedAt), updatedAt: Date.parse(updatedAt), resource };
}
