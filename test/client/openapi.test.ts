import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import t from 'tap';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

t.test('the types of the client are those of the OpenAPI document: else run `npm run openapi`', async (t) => {
  const types = await openapiTS(JSON.parse(await read('openapi/openapi.json')));
  t.ok((await read('src/client/openapi.ts')) === `${COMMENT_HEADER}${astToString(types)}`);
});
