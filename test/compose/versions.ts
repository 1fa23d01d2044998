import type { Published, PublishedParts } from '../../src/compose/shown.js';
import type { ResourceOf, ResourceType } from '../../src/schemas/resource.js';

/** A version as the store gives it: first published in second 1 of 1970, and in this form at `second`. */
export function published<T extends ResourceType>(type: T, resource: ResourceOf[T], second = 1): Published<T> {
  return { type, id: resource.id, publishedAt: 1000, updatedAt: second * 1000, resource };
}

export type Content = { readonly [T in ResourceType]?: readonly Published<T>[] };

export function toParts(content: Content): PublishedParts {
  const index = <T extends ResourceType>(versions: readonly Published<T>[] = []) =>
    new Map(versions.map((version) => [version.id, version]));
  return {
    disclaimer: index(content.disclaimer),
    topic: index(content.topic),
    author: index(content.author),
    exercise: index(content.exercise),
    question: index(content.question),
    answer: index(content.answer),
  };
}

/** The time of a second of 1970, as it is shown. */
export const at = (second: number) => new Date(second * 1000).toISOString();
