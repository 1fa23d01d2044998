import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answered, buildJudge } from './judge.js';

const documentFile = new URL('../../openapi/openapi.json', import.meta.url);

let judge: ReturnType<typeof buildJudge>['judge'] | undefined;

/**
 * Holds an answer against the committed OpenAPI document and throws when it is not one that the document promises.
 * In a full run (`npm test`) it also notes which operation answered what: an operation that none answered fails the run.
 */
export function recordResponse(answered: Answered): void {
  if (!judge) {
    if (!existsSync(documentFile)) throw new Error('openapi/openapi.json is missing: run `npm run openapi`.');
    judge = buildJudge(JSON.parse(readFileSync(documentFile, 'utf8'))).judge;
  }
  const { operationId, faults } = judge(answered);
  const what = `${answered.method} ${answered.url.slice(0, 200)} answered ${answered.status}`;
  note({
    operationId: operationId ?? null,
    status: answered.status,
    faults: faults.map((fault) => `${what}: ${fault}`),
  });
  if (faults.length > 0) throw new Error(`${what}, against the OpenAPI document:\n  ${faults.join('\n  ')}`);
}

function note(entry: { operationId: string | null; status: number; faults: string[] }): void {
  const folder = process.env.RECORDED_RESPONSES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.ndjson`), `${JSON.stringify(entry)}\n`);
}
