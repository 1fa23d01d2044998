-- `entry` ascends with (revision, then id descending): walked backwards it gives the newest first, then by id.
CREATE TABLE search_entry (
  entry INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  until INTEGER NOT NULL DEFAULT 9007199254740991,
  title TEXT NOT NULL,
  CHECK (until > revision)
) STRICT;
CREATE INDEX search_entry_by_question ON search_entry (id, until);
CREATE INDEX search_entry_closed ON search_entry (until) WHERE until < 9007199254740991;

CREATE TABLE search_text (
  entry INTEGER PRIMARY KEY REFERENCES search_entry (entry),
  title TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- The tokens are made by the service; this tokenizer only splits at their spaces.
CREATE VIRTUAL TABLE search_index USING fts5 (
  title,
  text,
  content = 'search_text',
  content_rowid = 'entry',
  tokenize = 'ascii'
);

-- Words that are removed leave the index at once, not with some later merge.
INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
