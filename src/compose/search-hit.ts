import type { SearchHit } from '../schemas/search.js';
import { highlight } from '../search/highlight.js';
import type { SearchQuery } from '../search/query.js';
import { toAttribution } from './answer.js';
import { composeQuestionSummary } from './article.js';
import { newest } from './paged.js';
import { readAttribution, readText } from './read-answer.js';
import { type Published, type PublishedParts, Shown } from './shown.js';

/** A question that a search found. `parts` holds its answers, their authors, and what its summary needs. */
export function composeSearchHit(version: Published<'question'>, query: SearchQuery, parts: PublishedParts): SearchHit {
  const shown = new Shown(version, parts);
  const answers = shown.takeAnswers(version.resource.answers);
  const texts = answers.map(readText);
  const { title, snippet } = highlight(query, version.resource.title, texts);
  const source = answers[snippet.from];
  const { text, html } = snippet;
  const summary = composeQuestionSummary(version, parts, { erased: true });
  const highlights = {
    title,
    snippet:
      source === undefined
        ? null
        : { answer: source.id, attribution: toAttribution(readAttribution(source), shown), text, html },
  };
  return { ...newest(summary, [shown.stamps()]), highlights };
}
