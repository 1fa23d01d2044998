import type { Article } from 'second-opinion/client';
import { el, list } from './elements.js';

type Recommendation = Article['answers'][number]['recommendations'][number];
type Exercise = Recommendation['exercise'];

/** An exercise, what it is recommended for and when. `pointer` leads to the words that do so. */
export function buildRecommendation({ exercise, purpose, timing }: Recommendation, pointer: Node): HTMLElement {
  const { name, kind, description, equipment, cautions, media } = exercise;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Kind', kind.replace('-', ' ')],
    ['For', purpose],
    ['When', timing],
    ['Works on', toAreas(exercise)],
    ['Needs', equipment.join(', ')],
    ['How', description],
  ];
  const known = facts.flatMap(([term, fact]) =>
    fact === null || fact === '' ? [] : [el('dt', { lang: 'en' }, term), el('dd', {}, fact)],
  );
  return el(
    'div',
    {},
    el('h4', {}, name),
    ...cautions.map((caution) => el('p', { class: 'caution' }, caution)),
    el('dl', {}, ...known),
    ...(media.length === 0 ? [] : [list('', media.map(toMedia))]),
    pointer,
  );
}

/** In plain words first. */
function toAreas({ targetAreas }: Exercise): string {
  return targetAreas
    .map(({ plain, clinical }) =>
      plain !== null && clinical !== null ? `${plain} (${clinical})` : (plain ?? clinical),
    )
    .join(', ');
}

/** Media are elsewhere: linked, with the licence that they may be used under, not embedded. */
function toMedia({ url, mediaType, title, credit, licence }: Exercise['media'][number]): HTMLElement {
  const about = [credit, licence.name].filter((part) => part !== null).join(', ');
  return el('span', {}, el('a', { href: url, rel: 'noreferrer' }, title ?? mediaType), ` (${about})`);
}
