-- Slugs, former slugs and ids, one holder at a time. A withdrawal closes nothing, so that it can be told under every name.
CREATE TABLE name (
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  until INTEGER NOT NULL DEFAULT 9007199254740991,
  PRIMARY KEY (type, name, until),
  CHECK (until > revision),
  FOREIGN KEY (type, id) REFERENCES resource (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_by_resource ON name (type, id);
CREATE INDEX name_closed ON name (until) WHERE until < 9007199254740991;
