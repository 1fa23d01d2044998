import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { composeExercise, composeExerciseEntry } from '../compose/exercise.js';
import { composeList } from '../compose/paged.js';
import type { Reader } from '../http/read.js';
import { ExerciseDetail, ExerciseList } from '../schemas/exercise-detail.js';
import { Name } from '../schemas/primitives.js';
import { PageQuery } from '../schemas/query.js';
import { readResponses } from '../schemas/responses.js';
import type { ReadStore } from '../store/store.js';
import { composeShowable, getLive, toTags } from './lookup.js';

const tags = ['Exercises'];
const params = Type.Object(
  {
    slug: Type.String({
      ...Name('The slug of the exercise. A former slug, or the id, redirects to it.'),
      examples: ['foam-rolling'],
    }),
  },
  { additionalProperties: false },
);

export const exerciseRoutes: FastifyPluginAsyncTypebox<{ store: ReadStore; read: Reader }> = async (
  app,
  { store, read },
) => {
  app.get(
    '/v1/exercises',
    {
      schema: {
        operationId: 'listExercises',
        summary: 'List exercises',
        description: 'The exercises, by id.',
        tags,
        querystring: PageQuery,
        response: readResponses(ExerciseList, { description: 'A page of exercises.', paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'list', async (at, page) => {
        const { parts, ...slice } = await store.listResources('exercise', page, at);
        const list = composeList(slice, (exercise) => composeExerciseEntry(exercise, parts));
        return { ...list, tags: toTags(slice.items, parts) };
      }),
  );

  app.get(
    '/v1/exercises/:slug',
    {
      schema: {
        operationId: 'getExercise',
        summary: 'Get an exercise and where it is recommended',
        description:
          'The exercise, and a page of the answers that recommend it, newest first: by the revision that first published them, then by id. `limit` and `cursor` page through the answers.',
        tags,
        params,
        querystring: PageQuery,
        response: readResponses(ExerciseDetail, { description: 'The exercise.', named: true, paged: true }),
      },
    },
    (request, reply) =>
      read.page(request, reply, 'detail', async (at, page) => {
        const lookup = await store.findExercise(request.params.slug, page, at);
        const { exercise, answers, parts } = getLive(lookup, 'exercise', (slug) => `/v1/exercises/${slug}`);
        const detail = composeShowable('exercise', () => composeExercise(exercise, answers, parts));
        return { ...detail, tags: toTags([exercise, ...answers.items], parts) };
      }),
  );
};
