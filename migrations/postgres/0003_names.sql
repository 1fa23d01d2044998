-- Slugs, former slugs and ids, one holder at a time. A withdrawal closes nothing, so that it can be told under every name.
CREATE TABLE name (
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  until bigint NOT NULL DEFAULT 9007199254740991,
  PRIMARY KEY (type, name, until),
  CHECK (until > revision),
  FOREIGN KEY (type, id) REFERENCES resource (type, id)
);
CREATE INDEX name_by_resource ON name (type, id);
CREATE INDEX name_closed ON name (until) WHERE until < 9007199254740991;
