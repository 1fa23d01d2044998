import type { Article } from 'second-opinion/client';
import { el, list } from './elements.js';
import { buildRecommendation } from './exercise-view.js';
import { highlight, type Quote } from './highlight.js';

type Answer = Article['answers'][number];
type SeekCare = Answer['seekCare'][number];

export function buildAnswer({ attribution, body, recommendations, seekCare }: Answer): HTMLElement {
  const care = seekCare.map(({ anchor }, place) => ({ key: `care-${place}`, anchor }));
  const exercises = recommendations.map(({ anchor }, place) => ({ key: `exercise-${place}`, anchor }));
  const words = buildWords(body.html, [...care, ...exercises]);
  return el(
    'section',
    { class: 'answer' },
    ...buildAttribution(attribution),
    ...group(
      'care',
      'When to see a professional',
      seekCare.map((advice, place) => buildCare(advice, `care-${place}`, words)),
    ),
    words,
    ...group(
      'exercises',
      'Exercises in this answer',
      recommendations.map((advice, place) =>
        buildRecommendation(advice, buildPointer(`exercise-${place}`, advice.exercise.name, words)),
      ),
    ),
  );
}

/** The service sanitised the HTML, and its digest proves that this is what it sent. */
function buildWords(html: string, quotes: readonly Quote[]): HTMLElement {
  const words = el('div', { class: 'words' });
  words.innerHTML = html;
  highlight(words, quotes);
  return words;
}

/** Only a named author is credited, and an answer without one says so. */
function buildAttribution(attribution: Answer['attribution']): HTMLElement[] {
  if (attribution.kind === 'anonymous') return [el('h2', { class: 'unnamed', lang: 'en' }, 'No author named')];
  if (attribution.kind === 'organisation') return [el('h2', {}, attribution.organisation.name)];
  const { name, credentials, specialty, organisation } = attribution.author;
  const about = [specialty, organisation].filter((part) => part !== null).join(', ');
  const heading = el('h2', {}, credentials === null ? name : `${name}, ${credentials}`);
  return about === '' ? [heading] : [heading, el('p', { class: 'about' }, about)];
}

function group(className: string, title: string, items: readonly HTMLElement[]): HTMLElement[] {
  return items.length === 0 ? [] : [el('div', { class: className }, el('h3', { lang: 'en' }, title), list('', items))];
}

function buildCare({ when, anchor }: SeekCare, key: string, words: HTMLElement): HTMLElement {
  const quote = el('q', {}, anchor.exact);
  const pointer = buildPointer(key, when ?? 'when to see a professional', words);
  return el('div', {}, ...(when === null ? [] : [el('strong', {}, when), ' ']), quote, ' ', pointer);
}

/** Leads to the words that something rests on. */
function buildPointer(key: string, name: string, words: HTMLElement): HTMLElement {
  const button = el(
    'button',
    { type: 'button', lang: 'en', 'aria-label': `Show in the text: ${name}` },
    'Show in the text',
  );
  button.addEventListener('click', () => {
    const marks = words.querySelectorAll<HTMLElement>(`mark[data-for~="${key}"]`);
    for (const shown of document.querySelectorAll('mark.shown')) shown.classList.remove('shown');
    for (const mark of marks) mark.classList.add('shown');
    const [first] = marks;
    first?.setAttribute('tabindex', '-1');
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: 'center' });
  });
  return button;
}
