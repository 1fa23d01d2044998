// Made by `npx openapi-typescript openapi/openapi.json -o generated/openapi-typescript.ts`; openapi-fetch is its small runtime.
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/openapi-typescript.js';

type Schemas = components['schemas'];

export async function readArticle(baseUrl: string, slug: string): Promise<Schemas['Article']> {
  const api = createClient<paths>({ baseUrl });
  const { data, error } = await api.GET('/v1/questions/{slug}', { params: { path: { slug } } });
  if (data === undefined) throw new Error(error?.detail);
  for (const { attribution, body } of data.answers)
    console.log(attribution.kind === 'named' ? attribution.author.name : attribution.kind, body.text);
  console.log(data.disclaimer.text);
  return data;
}

export async function listExercises(baseUrl: string): Promise<string[]> {
  const api = createClient<paths>({ baseUrl });
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: 1, ...(cursor && { cursor }) };
    const { data, error } = await api.GET('/v1/exercises', { params: { query } });
    if (data === undefined) throw new Error(error?.detail);
    ids.push(...data.data.map(({ id }) => id));
    cursor = data.page.nextCursor;
  } while (cursor);
  return ids;
}

export async function readProblem(baseUrl: string): Promise<Schemas['Problem'] | undefined> {
  const api = createClient<paths>({ baseUrl });
  const { error } = await api.GET('/v1/questions', { params: { query: { limit: 0 } } });
  return error;
}

export async function sync(baseUrl: string): Promise<{ count: number; expected: number | undefined }> {
  const api = createClient<paths>({ baseUrl });
  const copy = new Map<string, Schemas['Resource']>();
  let cursor: string | undefined;
  for (;;) {
    const query = { limit: 5, ...(cursor !== undefined && { cursor }) };
    const { data, error } = await api.GET('/v1/sync', { params: { query } });
    if (data === undefined) throw new Error(error?.detail);
    for (const change of data.changes) {
      if (change.op === 'upsert') copy.set(`${change.type}/${change.id}`, change.resource);
      else copy.delete(`${change.type}/${change.id}`);
    }
    cursor = data.nextCursor;
    if (data.complete) return { count: copy.size, expected: data.set?.count };
  }
}
