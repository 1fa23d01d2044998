// Made by `npx oazapfts openapi/openapi.json generated/oazapfts.ts --argumentStyle=object --futureStripLegacyMethods`: a function for
// each operation; what it gives is told apart by `status`. @oazapfts/runtime is its small runtime.
import * as api from './generated/oazapfts.js';

export async function readArticle(baseUrl: string, slug: string): Promise<api.Article> {
  const answer = await api.getQuestion({ slug }, { baseUrl });
  if (answer.status !== 200) throw new Error('data' in answer ? answer.data.detail : `Status ${answer.status}`);
  for (const { attribution, body } of answer.data.answers)
    console.log(attribution.kind === 'named' ? attribution.author.name : attribution.kind, body.text);
  console.log(answer.data.disclaimer.text);
  return answer.data;
}

export async function listExercises(baseUrl: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof api.listExercises>> = await api.listExercises(
      { limit: 1, ...(cursor && { cursor }) },
      { baseUrl },
    );
    if (answer.status !== 200) throw new Error(`Status ${answer.status}`);
    ids.push(...answer.data.data.map(({ id }) => id));
    cursor = answer.data.page.nextCursor;
  } while (cursor !== null);
  return ids;
}

export async function readProblem(baseUrl: string): Promise<api.Problem | undefined> {
  const answer = await api.listQuestions({ limit: 0 }, { baseUrl });
  return answer.status === 400 ? answer.data : undefined;
}

export async function sync(baseUrl: string): Promise<{ count: number; expected: number | undefined }> {
  const copy = new Map<string, api.Resource>();
  let cursor: string | undefined;
  for (;;) {
    const answer: Awaited<ReturnType<typeof api.getSyncPage>> = await api.getSyncPage(
      { limit: 5, ...(cursor !== undefined && { cursor }) },
      { baseUrl },
    );
    if (answer.status !== 200) throw new Error(`Status ${answer.status}`);
    for (const change of answer.data.changes) {
      if (change.op === 'upsert') copy.set(`${change.type}/${change.id}`, change.resource);
      else copy.delete(`${change.type}/${change.id}`);
    }
    cursor = answer.data.nextCursor;
    if (answer.data.complete) return { count: copy.size, expected: answer.data.set?.count };
  }
}
