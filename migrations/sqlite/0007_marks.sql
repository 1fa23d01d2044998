-- How far a source has been published in batches. It holds as long as `revision` is the latest.
CREATE TABLE mark (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
