/** Marks the file as a snapshot: `SOPS` (PRAGMA application_id). */
export const APPLICATION_ID = 0x534f5053;
/** Raised when the schema changes (PRAGMA user_version). */
export const DATABASE_FORMAT = 1;

/**
 * What is in the SQLite file. Plain types and a plain tokenizer, so that SQLite as old as 3.27 opens it. The rows of
 * `resource` and `article` are numbered in the order of the NDJSON file, so disclaimers come first.
 */
export const DATABASE_SCHEMA = `
  CREATE TABLE meta (
    revision INTEGER NOT NULL,
    published_at TEXT NOT NULL,
    count INTEGER NOT NULL,
    set_digest TEXT NOT NULL
  );
  CREATE TABLE resource (
    number INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    published_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (type, id)
  );
  -- The body is the whole article, with its disclaimer: the very text that the API answers with. The text is that of its
  -- answers, to be searched.
  CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    locale TEXT NOT NULL,
    title TEXT NOT NULL,
    published_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    body TEXT NOT NULL,
    text TEXT NOT NULL
  );
  -- The rowid is the number of the article, which alone keeps the text.
  CREATE VIRTUAL TABLE article_search USING fts5 (
    title,
    text,
    content = 'article',
    content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
  );
`;
