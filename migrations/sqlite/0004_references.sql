-- `recency` is that of the resource that refers.
CREATE TABLE ref (
  from_type TEXT NOT NULL,
  from_id TEXT NOT NULL,
  role TEXT NOT NULL,
  to_type TEXT,
  to_id TEXT NOT NULL,
  recency INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  until INTEGER NOT NULL DEFAULT 9007199254740991,
  PRIMARY KEY (from_type, from_id, role, to_id, until),
  CHECK (until > revision),
  FOREIGN KEY (from_type, from_id) REFERENCES resource (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ref_by_target ON ref (to_id, from_type, role, recency, from_id, until, revision);
CREATE INDEX ref_closed ON ref (until) WHERE until < 9007199254740991;
