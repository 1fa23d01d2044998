-- `recency` is that of the resource that refers.
CREATE TABLE ref (
  from_type text COLLATE "C" NOT NULL,
  from_id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  to_type text COLLATE "C",
  to_id text COLLATE "C" NOT NULL,
  recency bigint NOT NULL,
  revision bigint NOT NULL,
  until bigint NOT NULL DEFAULT 9007199254740991,
  PRIMARY KEY (from_type, from_id, role, to_id, until),
  CHECK (until > revision),
  FOREIGN KEY (from_type, from_id) REFERENCES resource (type, id)
);
CREATE INDEX ref_by_target ON ref (to_id, from_type, role, recency, from_id, until, revision);
CREATE INDEX ref_closed ON ref (until) WHERE until < 9007199254740991;
