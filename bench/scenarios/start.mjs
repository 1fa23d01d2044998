import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { findDatabase } from '../content/database.mjs';
import { askUntilRight } from '../process.mjs';
import { startFastify } from '../servers/ceiling.mjs';
import { startSecondOpinion } from '../servers/second-opinion.mjs';
import { quantile } from '../statistics.mjs';
import { measureByTurns, toRatio } from '../turns.mjs';

const startedIn = (one) => one.startedIn;

/** How long it takes from nothing to the first article: with one question, and with the set. */
export async function measureStart(context) {
  const { database, slugs, article, rounds, tell, patience } = context;
  tell('starting');
  const small = await findDatabase(0);
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  const plain = join(folder, 'plain.db');
  await keepArticle(plain, small, article);
  const sides = {
    bare: () => startFastify(plain, article),
    one: () => startSecondOpinion(small, { ready: article }),
    set: () => startSecondOpinion(database, { ready: article }),
  };
  try {
    const measure = async (start) => {
      const server = await start();
      await server.stop();
      return server;
    };
    for (const start of Object.values(sides)) await measure(start);
    const isNoisy = (measured) => toRatio(measured, 'one', 'bare', startedIn).isNoisy;
    const measured = await measureByTurns(sides, { rounds, measure, isNoisy, patience });
    const wait = (name) => quantile(measured[name].map(startedIn), 0.5);
    const row = (title, name, other, bar) => ({
      ...{ title, bar, milliseconds: wait(name), against: wait(other) },
      ratio: toRatio(measured, name, other, startedIn),
    });
    const many = slugs.length.toLocaleString('en');
    return {
      latencies: [
        row('start to first 200, one question, against bare Fastify and better-sqlite3', 'one', 'bare', { atMost: 2 }),
        row(`start to first 200, ${many} questions, against one question`, 'set', 'one', { atMost: 1.5 }),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The database of the bare server: the same article, as finished text. */
async function keepArticle(path, from, article) {
  const server = await startSecondOpinion(from);
  const { body } = await askUntilRight(`${server.url}${article}`);
  await server.stop();
  const database = new Database(path);
  database.exec('CREATE TABLE article (slug TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID');
  database.prepare('INSERT INTO article VALUES (?, ?)').run(article.split('/').at(-1), body.toString());
  database.close();
}
