// Uses each generated client against the service at the address that is given, and says what went wrong.
import { deepStrictEqual, ok } from 'node:assert/strict';
import * as heyApi from './hey-api.js';
import * as oazapfts from './oazapfts.js';
import * as openapiFetch from './openapi-fetch.js';

const [baseUrl = ''] = process.argv.slice(2);
const slug = 'is-it-normal-to-have-knee-pain-after-running';
console.log = () => {}; // The examples show what they read.

async function read(path: string): Promise<unknown> {
  const response = await fetch(`${baseUrl}${path}`);
  return response.json();
}

/** Every id of a list, in one page. */
async function readIds(path: string): Promise<unknown[]> {
  const list = await read(path);
  ok(typeof list === 'object' && list !== null && 'data' in list && Array.isArray(list.data));
  return list.data.map(({ id }) => id);
}

for (const [name, client] of Object.entries({ openapiFetch, heyApi, oazapfts })) {
  const checks = {
    'reads an article': async () =>
      deepStrictEqual(await client.readArticle(baseUrl, slug), await read(`/v1/questions/${slug}`)),
    'reads a list to its end': async () => {
      const ids = await client.listExercises(baseUrl);
      ok(ids.length > 2);
      deepStrictEqual(ids, await readIds('/v1/exercises?limit=100'));
    },
    'reads a problem': async () => {
      const problem = await client.readProblem(baseUrl);
      deepStrictEqual([problem?.status, problem?.errors?.[0]?.parameter], [400, 'limit']);
    },
    'fails with what the service says': async () => {
      const failed = await client.readArticle(baseUrl, 'no-such-question').catch((error: unknown) => String(error));
      ok(typeof failed === 'string' && failed.includes('No question of this name'), String(failed));
    },
    syncs: async () => {
      const { count, expected } = await client.sync(baseUrl);
      ok(count > 5);
      deepStrictEqual(count, expected);
    },
  };
  for (const [what, check] of Object.entries(checks)) {
    try {
      await check();
      console.info(`ok - ${name} ${what}`);
    } catch (error) {
      process.exitCode = 1;
      console.info(`not ok - ${name} ${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
