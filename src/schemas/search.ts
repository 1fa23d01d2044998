import { type Static, Type } from '@sinclair/typebox';
import { Attribution } from './answer.js';
import { QuestionSummary } from './article.js';
import { PageOf } from './page.js';
import { Id, nullable, ref } from './primitives.js';

export const Highlight = Type.Object(
  {
    text: Type.String({ maxLength: 2000, description: 'The words, as plain text.' }),
    html: Type.String({
      maxLength: 20_000,
      description: 'The same, escaped for HTML, each match inside `<mark>`: safe to insert into a page as it is.',
    }),
  },
  { $id: 'Highlight', description: 'Words of the content with the matches of a search marked.' },
);
export type Highlight = Static<typeof Highlight>;

export const Snippet = Type.Object(
  {
    answer: Id('The id of the answer that the words are from.'),
    attribution: ref(Attribution),
    ...Highlight.properties,
  },
  { $id: 'Snippet', description: 'Words of an answer, and whose they are.' },
);
export type Snippet = Static<typeof Snippet>;

export const SearchHit = Type.Object(
  {
    ...QuestionSummary.properties,
    highlights: Type.Object(
      {
        title: ref(Highlight),
        snippet: nullable(ref(Snippet), {
          description: 'The best passage of an answer; `null` when the question has none.',
        }),
      },
      { description: 'Where the search matched.' },
    ),
  },
  {
    $id: 'SearchHit',
    description: 'A question that a search found, with the disclaimer that must be shown with its words.',
  },
);
export type SearchHit = Static<typeof SearchHit>;

export const SearchResults = PageOf('SearchResults', ref(SearchHit), 'A page of what a search found, best first.');
export type SearchResults = Static<typeof SearchResults>;
