CREATE TABLE revision (
  revision INTEGER PRIMARY KEY CHECK (revision > 0),
  published_at INTEGER NOT NULL,
  note TEXT,
  actor TEXT,
  resource_count INTEGER NOT NULL,
  set_digest TEXT NOT NULL
) STRICT;

-- The one row that every publish changes: the latest revision, 0 before the first; the oldest that can be read; the last
-- that erased something for safety.
CREATE TABLE head (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL,
  floor INTEGER NOT NULL DEFAULT 0,
  erased INTEGER NOT NULL DEFAULT 0,
  CHECK (floor <= revision AND erased <= revision)
) STRICT;
INSERT INTO head (only_row, revision) VALUES (1, 0);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
