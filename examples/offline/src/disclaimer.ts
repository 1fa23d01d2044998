import type { Article } from 'second-opinion/client';
import { el } from './elements.js';

/** Whole and unchanged, wherever content is shown. */
export function buildDisclaimer({ text, locale }: Article['disclaimer']): HTMLElement {
  return el('p', { class: 'disclaimer', role: 'note', 'aria-label': 'Disclaimer', lang: locale }, text);
}
