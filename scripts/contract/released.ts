import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const release = /^(\d+)\.(\d+)\.(\d+)$/;

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return at < 0 ? 0 : (a?.[at] ?? 0) - (b?.[at] ?? 0);
}

/** The versions whose documents are in the folder, oldest first. */
export function listReleases(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((version) => release.test(version))
    .sort(compareVersions);
}

/** Files a document as that of a release. What was released is never written over. */
export function fileRelease(folder: string, version: string, text: string): string {
  if (!release.test(version)) throw new Error(`${version} is not the version of a release, such as 1.2.3.`);
  const newest = listReleases(folder).at(-1);
  const file = join(folder, `${version}.json`);
  if (existsSync(file)) throw new Error(`${version} was released already: ${file}`);
  if (newest !== undefined && compareVersions(version, newest) < 0)
    throw new Error(`${version} is older than ${newest}, which was released.`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return file;
}
