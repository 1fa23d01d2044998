import type { Article, Replica } from 'second-opinion/client';
import type { Address } from './address.js';

/** What is to be shown, all of it read from the copy on the device. */
export type View =
  | { readonly name: 'empty' }
  | { readonly name: 'list'; readonly text: string; readonly articles: readonly Article[]; readonly hasMore: boolean }
  | {
      readonly name: 'article';
      readonly article: Article;
      readonly reviewDue: string | null;
      readonly isReduced: boolean;
    }
  | { readonly name: 'missing' };

/** `before` is what is on the screen: whoever has read what is gone now must be told. */
export async function readView(replica: Replica, address: Address, limit: number, before?: View): Promise<View> {
  const { revision, reviewsDue } = await replica.state();
  if (revision === 0) return { name: 'empty' };
  if (address.name !== 'article') {
    const text = address.name === 'search' ? address.text : '';
    const found = await (text === '' ? replica.articles(limit + 1) : replica.search(text, limit + 1));
    return { name: 'list', text, articles: found.slice(0, limit), hasMore: found.length > limit };
  }
  const article = await replica.article(address.slug);
  if (article === undefined) return { name: 'missing' };
  const reviewDue = reviewsDue.find(({ id }) => id === article.id)?.nextReviewDue ?? null;
  const isSame = before?.name === 'article' && before.article.id === article.id;
  const isReduced = isSame && (before.isReduced || hasLost(before.article, article));
  return { name: 'article', article, reviewDue, isReduced };
}

/** Whether an answer or an exercise of the first is not in the second. */
function hasLost(before: Article, after: Article): boolean {
  const left = new Set(adviceOf(after));
  return adviceOf(before).some((advice) => !left.has(advice));
}

const adviceOf = ({ answers }: Article) =>
  answers.flatMap(({ id, recommendations }) => [id, ...recommendations.map(({ exercise }) => `${id} ${exercise.id}`)]);
