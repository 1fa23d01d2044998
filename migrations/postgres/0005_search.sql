-- `entry` ascends with (revision, then id descending): read backwards it gives the newest first, then by id.
-- The tokens are made by the service: `tokens` holds each that is in the title or the text once. Where they stand is asked of
-- `search_text`: the positions of a tsvector end at 16,383, and at 256 of one word.
CREATE TABLE search_entry (
  entry bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  until bigint NOT NULL DEFAULT 9007199254740991,
  title text COLLATE "C" NOT NULL,
  tokens text[] COLLATE "C" NOT NULL,
  CHECK (until > revision)
);
CREATE INDEX search_entry_by_question ON search_entry (id, until);
CREATE INDEX search_entry_closed ON search_entry (until) WHERE until < 9007199254740991;
CREATE INDEX search_entry_by_token ON search_entry USING gin (tokens);

CREATE TABLE search_text (
  entry bigint PRIMARY KEY REFERENCES search_entry (entry),
  title text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL
);
