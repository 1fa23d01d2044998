-- How far a source has been published in batches. It holds as long as `revision` is the latest.
CREATE TABLE mark (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL,
  text text NOT NULL
);
