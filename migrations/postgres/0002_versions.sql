-- One row for every resource that was ever published. `recency` ascending is newest first, then id: one seek for a keyset.
CREATE TABLE resource (
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  recency bigint NOT NULL,
  PRIMARY KEY (type, id)
);
CREATE INDEX resource_by_recency ON resource (type, recency, id);

-- Live at R: revision <= R AND until > R. A withdrawal has neither body nor digest. What was erased for safety has its
-- digest alone, and the reason. `until` of the newest is 2^53 - 1. The body is text: its bytes are what was signed.
CREATE TABLE version (
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL REFERENCES revision (revision),
  until bigint NOT NULL DEFAULT 9007199254740991,
  first_revision bigint NOT NULL,
  published_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  slug text COLLATE "C",
  digest text COLLATE "C",
  reason text COLLATE "C",
  replaced_by_type text COLLATE "C",
  replaced_by_id text COLLATE "C",
  body text COLLATE "C",
  source text COLLATE "C",
  CHECK (until > revision),
  CHECK (digest IS NOT NULL OR (body IS NULL AND source IS NULL)),
  CHECK (digest IS NULL OR body IS NOT NULL OR (reason = 'safety' AND until < 9007199254740991)),
  CHECK ((body IS NULL) = (reason IS NOT NULL)),
  FOREIGN KEY (type, id) REFERENCES resource (type, id)
);
CREATE UNIQUE INDEX version_by_resource ON version (type, id, until, revision);
CREATE UNIQUE INDEX version_by_history ON version (revision, type, id, until);
CREATE INDEX version_newest ON version (revision, type, id) WHERE until = 9007199254740991;
CREATE INDEX version_superseded ON version (until, revision, type, id) WHERE until < 9007199254740991;
CREATE INDEX version_recall ON version (revision, type, id, until) WHERE reason = 'safety' AND digest IS NULL;
