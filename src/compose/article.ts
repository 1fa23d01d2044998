import type { Article, QuestionSummary } from '../schemas/article.js';
import { toArticleAnswer } from './answer.js';
import { toDisclaimer, toQuestionLink, toTopicSummary } from './members.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

/** The whole article. `parts` holds all that the question refers to, and its answers' authors and exercises. */
export function composeArticle(version: Published<'question'>, parts: PublishedParts): Article {
  const shown = new Shown(version, parts);
  const { id, slug, locale, title, answers, topics, related, review, source, rights, disclaimer } = version.resource;
  return {
    type: 'question',
    id,
    slug,
    locale,
    title,
    answers: shown.listAnswers(answers).map((answer) => toArticleAnswer(answer, shown)),
    topics: shown.list('topic', topics).map(toTopicSummary),
    related: shown.list('question', related).map(toQuestionLink),
    review,
    source,
    rights,
    disclaimer: toDisclaimer(shown.get('disclaimer', disclaimer)),
    ...shown.stamps(),
  };
}

/**
 * A question without its answers. `parts` holds its topics and its disclaimer; with `erased`, which says that some of its
 * answers may have been erased, also its answers and their authors.
 */
export function composeQuestionSummary(
  version: Published<'question'>,
  parts: PublishedParts,
  { erased = false }: { readonly erased?: boolean } = {},
): QuestionSummary {
  const shown = new Shown(version, parts);
  const { id, slug, locale, title, answers, topics, review, disclaimer } = version.resource;
  return {
    type: 'question',
    id,
    slug,
    locale,
    title,
    answerCount: erased ? shown.countAnswers(answers) : answers.length,
    topics: shown.list('topic', topics).map(toTopicSummary),
    review,
    disclaimer: toDisclaimer(shown.get('disclaimer', disclaimer)),
    ...shown.stamps(),
  };
}
