import type { Article } from 'second-opinion/client';
import { writeAddress } from './address.js';
import { buildDisclaimer } from './disclaimer.js';
import { el, list } from './elements.js';
import type { View } from './view.js';

export function buildList({ text, articles, hasMore }: View & { name: 'list' }, onMore: () => void): HTMLElement {
  const more = el('button', { type: 'button', class: 'more' }, 'Show more');
  more.addEventListener('click', onMore);
  const heading = el('h1', { tabindex: '-1' }, text === '' ? 'Questions' : `Results for “${text}”`);
  const nothing = el('p', {}, text === '' ? 'Nothing is published yet.' : 'No article has all of these words.');
  return el(
    'div',
    {},
    heading,
    articles.length === 0 ? nothing : list('articles', articles.map(buildEntry)),
    ...(hasMore ? [more] : []),
    ...disclaimersOf(articles).map(buildDisclaimer),
  );
}

function buildEntry({ slug, locale, title, answers, topics }: Article): HTMLElement {
  const count = answers.length === 1 ? '1 answer' : `${answers.length} answers`;
  return el(
    'a',
    { href: writeAddress({ name: 'article', slug }) },
    el('strong', { lang: locale }, title),
    el('span', {}, [count, ...topics.map(({ name }) => name)].join(' · ')),
  );
}

/** Each once. */
function disclaimersOf(articles: readonly Article[]): Article['disclaimer'][] {
  return [...new Map(articles.map(({ disclaimer }) => [disclaimer.id, disclaimer])).values()];
}
