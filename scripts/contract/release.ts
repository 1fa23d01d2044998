// Files today's OpenAPI document under the version of package.json. Argument, for another place: folder of releases.
import { readFileSync } from 'node:fs';
import { fileRelease } from './released.js';

const [folder = 'openapi/released'] = process.argv.slice(2);
const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
try {
  console.log(fileRelease(folder, version, readFileSync('openapi/openapi.json', 'utf8')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
