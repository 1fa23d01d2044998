-- One row for every resource that was ever published. `recency` ascending is newest first, then id: one seek for a keyset.
CREATE TABLE resource (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  recency INTEGER NOT NULL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_by_recency ON resource (type, recency, id);

-- Live at R: revision <= R AND until > R. A withdrawal has neither body nor digest. What was erased for safety has its
-- digest alone, and the reason. `until` of the newest is 2^53 - 1.
CREATE TABLE version (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision (revision),
  until INTEGER NOT NULL DEFAULT 9007199254740991,
  first_revision INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  slug TEXT,
  digest TEXT,
  reason TEXT,
  replaced_by_type TEXT,
  replaced_by_id TEXT,
  body TEXT,
  source TEXT,
  CHECK (until > revision),
  CHECK (digest IS NOT NULL OR (body IS NULL AND source IS NULL)),
  CHECK (digest IS NULL OR body IS NOT NULL OR (reason = 'safety' AND until < 9007199254740991)),
  CHECK ((body IS NULL) = (reason IS NOT NULL)),
  FOREIGN KEY (type, id) REFERENCES resource (type, id)
) STRICT;
CREATE UNIQUE INDEX version_by_resource ON version (type, id, until, revision);
CREATE UNIQUE INDEX version_by_history ON version (revision, type, id, until);
CREATE INDEX version_newest ON version (revision, type, id) WHERE until = 9007199254740991;
CREATE INDEX version_superseded ON version (until, revision, type, id) WHERE until < 9007199254740991;
CREATE INDEX version_recall ON version (revision, type, id, until) WHERE reason = 'safety' AND digest IS NULL;
