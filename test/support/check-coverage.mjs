// Judges a whole test run: `check-coverage.mjs DOCUMENT FOLDER`, where FOLDER holds what the recorder noted.
// Every operation of the document must have answered with success at least once, and no answer may have been at fault.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [documentFile, folder] = process.argv.slice(2);
const document = JSON.parse(readFileSync(documentFile, 'utf8'));

const noted = readdirSync(folder)
  .sort()
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean).map(parse));

const expected = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([, operation]) => operation?.responses)
    .map(([method, { operationId }]) => operationId ?? `${method} ${path}`),
);
const succeeded = new Set(noted.filter(({ status }) => status < 300).map(({ operationId }) => operationId));

const faults = [
  ...expected.filter((id) => !succeeded.has(id)).map((id) => `no test saw operation ${id} succeed`),
  ...new Set(noted.flatMap((entry) => entry.faults)),
];
if (expected.length === 0) faults.push('the document has no operations');

for (const fault of faults) console.log(`not ok - ${fault.replaceAll('\n', ' ')}`);
if (faults.length === 0) {
  console.log(`ok - ${noted.length} answers agree with the OpenAPI document, which has ${expected.length} operations`);
}
process.exitCode = faults.length === 0 ? 0 : 1;

/** A process that was killed on purpose may have left half a line. */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return { operationId: null, status: 0, faults: [] };
  }
}
