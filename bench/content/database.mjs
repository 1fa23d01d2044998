// The databases that are measured: generated content, published in batches by the command line as any publisher would.
// They are kept in build/bench/, by what they were made of, and used again.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { run } from '../process.mjs';
import { buildBasis, buildQuestion } from './generate.mjs';

const BATCH = 5000;
const root = new URL('../../', import.meta.url);
const kept = fileURLToPath(new URL('build/bench/', root));
export const seed = fileURLToPath(new URL('seed', root));
export const main = fileURLToPath(new URL('dist/main.js', root));

/** Publishes records as one revision. */
export async function publishRecords(database, records) {
  const file = `${database}.ndjson`;
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await publish(database, file);
  rmSync(file);
}

const publish = (database, path) =>
  run(process.execPath, [main, 'publish', path], { DATABASE_URL: `sqlite:${database}` });

/** The path of a database with the seed and so many generated questions; 0 is the seed alone. */
export async function findDatabase(questions, tell = () => {}) {
  mkdirSync(kept, { recursive: true });
  const path = join(kept, `${questions}-${describeMaking()}.db`);
  if (existsSync(path)) return path;
  const unfinished = `${path}.new`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${unfinished}${end}`, { force: true });
  await publish(unfinished, seed);
  if (questions > 0) await publishRecords(unfinished, buildBasis());
  for (let first = 0; first < questions; first += BATCH) {
    const count = Math.min(BATCH, questions - first);
    await publishRecords(
      unfinished,
      Array.from({ length: count }, (_, place) => buildQuestion(first + place)),
    );
    tell(`${first + count} of ${questions} questions`);
  }
  closeFile(unfinished);
  renameSync(unfinished, path);
  return path;
}

/** What makes a kept database stale: another generator, or another schema. */
function describeMaking() {
  const hash = createHash('sha256').update(readFileSync(new URL('generate.mjs', import.meta.url)));
  const migrations = new URL('migrations/sqlite/', root);
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(name, migrations)));
  return hash.digest('hex').slice(0, 12);
}

/** Takes the log of what was written into the file, so that the file alone is the database. */
function closeFile(path) {
  const database = new Database(path);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** The slugs of all questions that are live. */
export function listSlugs(path) {
  const database = new Database(path, { readonly: true });
  const rows = database
    .prepare("SELECT body ->> 'slug' AS slug FROM version WHERE type = 'question' AND until = 9007199254740991")
    .pluck()
    .all();
  database.close();
  return rows.filter((slug) => slug !== null);
}

/** Reads a file once, so that the system has it in memory as far as it can. */
export async function warmFile(path) {
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 20 }));
}
