-- Who may ask for more. Nothing here is content: no revision, no sync and no snapshot knows of it.
CREATE TABLE api_key (
  prefix text COLLATE "C" PRIMARY KEY,
  partner text COLLATE "C" NOT NULL,
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  scopes text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  revoked_at bigint,
  last_used_at bigint
);
CREATE INDEX api_key_by_partner ON api_key (partner, created_at);

-- What was asked for, by day (UTC), key and route; of requests without a key, the prefix is empty.
CREATE TABLE key_usage (
  day text COLLATE "C" NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  route text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  charged bigint NOT NULL,
  deprecated bigint NOT NULL,
  PRIMARY KEY (day, prefix, route)
);

-- What nodes tell each other of the quotas that were taken, for a minute. Each numbers its own words, one after the other. No replica
-- and no log of changes has it, and a crash empties it: the quotas are those of each node then.
CREATE UNLOGGED TABLE limit_word (
  place text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  said_at timestamptz NOT NULL DEFAULT now(),
  callers text[] NOT NULL,
  costs bigint[] NOT NULL,
  PRIMARY KEY (place, number)
);
CREATE INDEX limit_word_by_age ON limit_word (said_at);
