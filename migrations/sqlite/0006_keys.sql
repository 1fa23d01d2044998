-- Who may ask for more. Nothing here is content: no revision, no sync and no snapshot knows of it.
CREATE TABLE api_key (
  prefix TEXT PRIMARY KEY,
  partner TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_by_partner ON api_key (partner, created_at);

-- What was asked for, by day (UTC), key and route; of requests without a key, the prefix is empty.
CREATE TABLE key_usage (
  day TEXT NOT NULL,
  prefix TEXT NOT NULL,
  route TEXT NOT NULL,
  requests INTEGER NOT NULL,
  charged INTEGER NOT NULL,
  deprecated INTEGER NOT NULL,
  PRIMARY KEY (day, prefix, route)
) STRICT, WITHOUT ROWID;
