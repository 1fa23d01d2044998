import type { AuthorDetail, AuthorEntry } from '../schemas/author-detail.js';
import type { Slice } from '../store/store.js';
import { composeAnswer } from './answer.js';
import { toAuthor } from './members.js';
import { composeEach, newest, type Paged } from './paged.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

export function composeAuthorEntry(version: Published<'author'>): AuthorEntry {
  return { ...toAuthor(version.resource), ...new Shown(version).stamps() };
}

/** An author and a page of the author's answers. `parts` holds what each answer needs. */
export function composeAuthor(
  version: Published<'author'>,
  answers: Slice<Published<'answer'>>,
  parts: PublishedParts,
): Paged<AuthorDetail> {
  const data = composeEach(answers.items, (answer) => composeAnswer(answer, parts));
  const entry = newest(composeAuthorEntry(version), data);
  return { body: (page) => ({ ...entry, answers: { data, page } }), next: answers.next };
}
