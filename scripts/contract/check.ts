// Compares the OpenAPI document with that of the last release. Exits with 1 when a client of that one could break and the
// change was not announced in time. Arguments, for other files than ours: document, folder of releases, announcements.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findObjection, readAnnouncements } from './announcements.js';
import { findBreaks } from './compare.js';
import { isNode, type Node } from './json.js';
import { listReleases } from './released.js';

const [
  documentFile = 'openapi/openapi.json',
  folder = 'openapi/released',
  announcementsFile = 'openapi/changes.md',
  today = new Date().toISOString().slice(0, 10),
] = process.argv.slice(2);

function readDocument(file: string): Node {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isNode(document)) throw new Error(`${file} is not an OpenAPI document.`);
  return document;
}

const announced = readAnnouncements(readFileSync(announcementsFile, 'utf8'));
const version = listReleases(folder).at(-1);
const objections = [...announced.faults];
if (version !== undefined) {
  const breaks = findBreaks(readDocument(join(folder, `${version}.json`)), readDocument(documentFile));
  objections.push(...breaks.flatMap((one) => findObjection(one, announced, today) ?? []));
  console.log(`Compared with ${version}: ${breaks.length} breaking, ${objections.length} objections.`);
} else {
  console.log('Nothing was released yet.');
}
for (const objection of objections) console.error(objection);
process.exitCode = objections.length === 0 ? 0 : 1;
