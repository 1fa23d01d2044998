import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeAuthor, composeAuthorEntry } from '../compose/author.js';
import { composeList } from '../compose/paged.js';
import type { Reader } from '../http/read.js';
import { AuthorDetail, AuthorList } from '../schemas/author-detail.js';
import { Name } from '../schemas/primitives.js';
import { PageQuery } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';
import { getLive, toTags } from './lookup.js';

const tags = ['Authors'];
const params = Type.Object(
  {
    slug: Type.String({
      ...Name('The slug of the author. A former slug, or the id, redirects to it.'),
      examples: ['wendy-batts'],
    }),
  },
  { additionalProperties: false },
);

export const authorRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/authors',
    {
      schema: {
        operationId: 'listAuthors',
        summary: 'List authors',
        description: 'The authors, by id.',
        tags,
        querystring: PageQuery,
        response: readResponses(AuthorList, { description: 'A page of authors.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'list', async (at, page) => {
        const { parts, ...slice } = await store.listResources('author', page, at);
        const list = composeList(slice, (author) => composeAuthorEntry(author));
        return { ...list, tags: toTags(slice.items, parts) };
      }),
  );

  app.get(
    '/v1/authors/:slug',
    {
      schema: {
        operationId: 'getAuthor',
        summary: 'Get an author and the answers by that author',
        description:
          'The author, and a page of the answers by that author, newest first: by the revision that first published them, then by id. `limit` and `cursor` page through the answers.',
        tags,
        params,
        querystring: PageQuery,
        response: readResponses(AuthorDetail, { description: 'The author.', named: true, paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'detail', async (at, page) => {
        const lookup = await store.findAuthor(request.params.slug, page, at);
        const { author, answers, parts } = getLive(lookup, 'author', (slug) => `/v1/authors/${slug}`);
        return { ...composeAuthor(author, answers, parts), tags: toTags([author, ...answers.items], parts) };
      }),
  );
};
