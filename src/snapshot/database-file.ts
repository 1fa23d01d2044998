import { open, rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { toTimestamp } from '../compose/timestamp.js';
import type { Revision } from '../store/store.js';
import { prepareArticles } from './articles.js';
import { APPLICATION_ID, DATABASE_FORMAT, DATABASE_SCHEMA } from './database-schema.js';
import type { LiveVersion } from './ndjson.js';

/** Statements between two commits; always the same number, because the full-text index is cut where a commit is. */
const BATCH = 500;

/** Writes the SQLite file of a snapshot: its bytes depend on what is live, and on the release of this service, alone. */
export class DatabaseFile {
  readonly #draft: string;
  readonly #db: Database.Database;
  readonly #insert: (version: LiveVersion) => void;
  #written = 0;

  constructor(
    private readonly path: string,
    revision: Revision,
  ) {
    this.#draft = `${path}-draft`;
    const db = new Database(this.#draft);
    this.#db = db;
    try {
      // It is thrown away when it is not finished: nothing here need survive a crash.
      for (const setting of ['page_size = 4096', 'journal_mode = OFF', 'synchronous = OFF', 'locking_mode = EXCLUSIVE'])
        db.pragma(setting);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${DATABASE_FORMAT}`);
      db.exec(DATABASE_SCHEMA);
      db.prepare('INSERT INTO meta (revision, published_at, count, set_digest) VALUES (?, ?, ?, ?)').run(
        revision.revision,
        toTimestamp(revision.publishedAt),
        revision.count,
        revision.setDigest,
      );
      const insert = db.prepare<(string | number)[]>(
        'INSERT INTO resource (type, id, revision, published_at, updated_at, digest, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      this.#insert = ({ type, id, revision: number, publishedAt, updatedAt, digest, body }) =>
        insert.run(type, id, number, toTimestamp(publishedAt), toTimestamp(updatedAt), digest, body);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  add(version: LiveVersion): void {
    this.#batched(() => this.#insert(version));
  }

  /** Composes the article of every question and indexes it. `onArticles` is waited for now and then. */
  async addArticles(onArticles: (done: number) => Promise<void>): Promise<void> {
    const db = this.#db;
    this.#commit();
    const compose = prepareArticles(db);
    const next = db
      .prepare<[string], string>("SELECT id FROM resource WHERE type = 'question' AND id > ? ORDER BY id LIMIT 1")
      .pluck();
    const insert = db.prepare<string[]>(
      'INSERT INTO article (id, slug, locale, title, published_at, updated_at, body, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const index = db.prepare<[number | bigint, string, string]>(
      'INSERT INTO article_search (rowid, title, text) VALUES (?, ?, ?)',
    );
    let done = 0;
    for (let id = next.get(''); id !== undefined; id = next.get(id)) {
      const article = compose(id);
      const { slug, locale, title, answers, publishedAt, updatedAt } = article;
      const text = answers.map(({ body }) => body.text).join('\n\n');
      const row = [article.id, slug, locale, title, publishedAt, updatedAt, JSON.stringify(article), text];
      this.#batched(() => index.run(insert.run(...row).lastInsertRowid, title, text));
      done += 1;
      if (done % BATCH === 0) await onArticles(done);
    }
    this.#commit();
    db.exec("INSERT INTO article_search (article_search) VALUES ('optimize')");
  }

  /** Leaves the finished file at the path. */
  async end(): Promise<void> {
    this.#db.exec(`VACUUM INTO '${this.path.replaceAll("'", "''")}'`);
    await this.close();
    await normaliseHeader(this.path);
  }

  /** Gives up what is not finished. */
  async close(): Promise<void> {
    this.#db.close();
    await rm(this.#draft, { force: true });
  }

  #batched(write: () => void): void {
    if (this.#written % BATCH === 0) this.#db.exec('BEGIN');
    write();
    this.#written += 1;
    if (this.#written % BATCH === 0) this.#db.exec('COMMIT');
  }

  #commit(): void {
    if (this.#db.inTransaction) this.#db.exec('COMMIT');
    this.#written = 0;
  }
}

/** The header tells how often the file was changed and by which SQLite: the same for every file of ours. */
const HEADER = { changeCounter: 24, versionValidFor: 92, writtenBy: 96 };
const WRITTEN_BY = 3_027_000;

async function normaliseHeader(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const write = async (at: number, value: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      await file.write(bytes, 0, 4, at);
    };
    await write(HEADER.changeCounter, 1);
    // The size in the header counts only while these two agree.
    await write(HEADER.versionValidFor, 1);
    await write(HEADER.writtenBy, WRITTEN_BY);
  } finally {
    await file.close();
  }
}
