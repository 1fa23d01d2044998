import type { Article } from 'second-opinion/client';
import { writeAddress } from './address.js';
import { buildAnswer } from './answer-view.js';
import { buildDisclaimer } from './disclaimer.js';
import { el, list, toDate } from './elements.js';
import { buildNotice } from './notices.js';
import type { View } from './view.js';

/** The disclaimer stands between the question and its answers: nobody reads an answer without having it before them. */
export function buildArticle({ article, reviewDue, isReduced }: View & { name: 'article' }): HTMLElement {
  const { locale, title, disclaimer, answers, topics, related } = article;
  return el(
    'article',
    { lang: locale },
    el('h1', { tabindex: '-1' }, title),
    ...(isReduced ? [buildNotice('Advice that was shown here was withdrawn. Do not rely on it any more.')] : []),
    ...(reviewDue === null ? [] : [buildNotice(`This article was due for review by ${toDate(reviewDue)}.`)]),
    buildDisclaimer(disclaimer),
    ...answers.map(buildAnswer),
    ...topics.map(({ name, summary }) => el('section', {}, el('h2', {}, name), el('p', {}, summary))),
    ...(related.length === 0
      ? []
      : [el('section', {}, el('h2', {}, 'Related questions'), list('', related.map(toLink)))]),
    buildProvenance(article),
  );
}

function toLink({ slug, title }: Article['related'][number]): HTMLElement {
  return el('a', { href: writeAddress({ name: 'article', slug }) }, title);
}

function buildProvenance({ review, source, rights, updatedAt }: Article): HTMLElement {
  const reviewedBy = review?.reviewedBy == null ? '' : ` by ${review.reviewedBy}`;
  const lines = [
    review === null ? 'No review is known.' : `Last reviewed on ${toDate(review.reviewedOn)}${reviewedBy}.`,
    `Last changed on ${toDate(new Date(updatedAt))}.`,
    ...(source === null ? [] : [`Source: ${source.name}.`]),
    ...[rights?.statement, rights?.holder, rights?.licence?.name].filter((line) => typeof line === 'string'),
  ];
  return el('footer', { class: 'provenance', lang: 'en' }, ...lines.map((line) => el('p', {}, line)));
}
