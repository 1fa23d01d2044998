import { isOf } from './article-parts.js';
import type { ConsistentRead } from './consistent-read.js';

export interface ReviewDue {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** The day by which it was to be reviewed. */
  readonly nextReviewDue: string;
}

/** The questions whose next review was due before a day (UTC), by id. */
export async function listReviewsDue(reader: ConsistentRead, day: Date): Promise<ReviewDue[]> {
  const today = day.toISOString().slice(0, 10);
  const due: ReviewDue[] = [];
  for await (const items of reader.pages('question')) {
    for (const item of items) {
      if (!isOf('question', item)) continue;
      const { id, slug, title, review } = item.resource;
      const nextReviewDue = review?.nextReviewDue ?? null;
      if (nextReviewDue !== null && nextReviewDue < today) due.push({ id, slug, title, nextReviewDue });
    }
  }
  return due;
}
