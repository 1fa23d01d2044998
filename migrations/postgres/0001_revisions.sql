-- Texts are compared and ordered by their bytes (COLLATE "C"), as they are in every engine.
CREATE TABLE revision (
  revision bigint PRIMARY KEY CHECK (revision > 0),
  published_at bigint NOT NULL,
  note text,
  actor text,
  resource_count bigint NOT NULL,
  set_digest text NOT NULL
);

-- The one row that every publish locks, and changes: the latest revision, 0 before the first; the oldest that can be read;
-- the last that erased something for safety. No sequence: its numbers are given out before they are committed.
CREATE TABLE head (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL,
  floor bigint NOT NULL DEFAULT 0,
  erased bigint NOT NULL DEFAULT 0,
  CHECK (floor <= revision AND erased <= revision)
);
INSERT INTO head (only_row, revision) VALUES (1, 0);

CREATE TABLE setting (
  name text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);
