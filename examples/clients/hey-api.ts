// Made by `npx @hey-api/openapi-ts -i ./openapi/openapi.json -o generated/hey-api`: a function for each operation, with a runtime beside it.
import { createClient } from './generated/hey-api/client/index.js';
import * as api from './generated/hey-api/index.js';

export async function readArticle(baseUrl: string, slug: string): Promise<api.Article> {
  const client = createClient({ baseUrl });
  const { data, error } = await api.getQuestion({ client, path: { slug } });
  if (data === undefined) throw new Error(error.detail);
  for (const { attribution, body } of data.answers)
    console.log(attribution.kind === 'named' ? attribution.author.name : attribution.kind, body.text);
  console.log(data.disclaimer.text);
  return data;
}

export async function listExercises(baseUrl: string): Promise<string[]> {
  const client = createClient({ baseUrl });
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: api.ListExercisesData['query'] = cursor === null ? { limit: 1 } : { limit: 1, cursor };
    const { data }: { data: api.ExerciseList } = await api.listExercises({ client, query, throwOnError: true });
    ids.push(...data.data.map(({ id }) => id));
    cursor = data.page.nextCursor;
  } while (cursor !== null);
  return ids;
}

export async function readProblem(baseUrl: string): Promise<api.Problem | undefined> {
  const { error } = await api.listQuestions({ client: createClient({ baseUrl }), query: { limit: 0 } });
  return error;
}

export async function sync(baseUrl: string): Promise<{ count: number; expected: number | undefined }> {
  const client = createClient({ baseUrl });
  const copy = new Map<string, api.Resource>();
  let cursor: string | undefined;
  for (;;) {
    const query = { limit: 5, ...(cursor !== undefined && { cursor }) };
    const { data }: { data: api.SyncPage } = await api.getSyncPage({ client, query, throwOnError: true });
    for (const change of data.changes) {
      if (change.op === 'upsert') copy.set(`${change.type}/${change.id}`, change.resource);
      else copy.delete(`${change.type}/${change.id}`);
    }
    cursor = data.nextCursor;
    if (data.complete) return { count: copy.size, expected: data.set?.count };
  }
}
