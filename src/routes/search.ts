import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeList } from '../compose/paged.js';
import { composeSearchHit } from '../compose/search-hit.js';
import { invalidParameters } from '../http/parameters.js';
import type { Reader } from '../http/read.js';
import { pageQuery, questionFilters } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import { SearchResults } from '../schemas/search.js';
import { parseQuery } from '../search/query.js';
import type { ReadStore } from '../store/store.js';
import { findFilter } from './filter.js';
import { toTags } from './lookup.js';

const query = pageQuery({
  q: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      'What to look for: every word must occur, in any form; words in double quotes must follow one another; a word or phrase after `-` must not occur.',
    examples: ['knee pain'],
  }),
  ...questionFilters,
});

export const searchRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/search',
    {
      schema: {
        operationId: 'searchQuestions',
        summary: 'Search questions and answers',
        description:
          'Questions whose title or answers hold what is looked for, best first, then by id. Which questions are found is promised; how they are ranked may change.',
        tags: ['Search'],
        querystring: query,
        response: readResponses(SearchResults, { description: 'A page of what was found.', paged: true }),
      },
    },
    (request, reply) => {
      const { q, topic, author, exercise, locale } = request.query;
      const parsed = parseQuery(q);
      if (parsed === undefined) {
        throw invalidParameters([
          { parameter: 'q', code: 'no-term', detail: 'Give at least one word that must occur.' },
        ]);
      }
      return read.page(request, reply, 'list', async (at, page) => {
        const filter = await findFilter(store, { topic, author, exercise, locale }, at);
        if (filter === undefined) return { body: (end) => ({ data: [], page: end }), tags: [], next: undefined };
        const { parts, ...slice } = await store.search(parsed, filter, page, at);
        const list = composeList(slice, ({ question }) => composeSearchHit(question, parsed, parts));
        const found = slice.items.map(({ question }) => question);
        return { ...list, tags: toTags(found, parts) };
      });
    },
  );
};
