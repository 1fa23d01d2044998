import { keyScopes } from '../../schemas/scope.js';
import type { Key, KeyStore } from '../keys.js';
import type { Connection, Session } from './connection.js';
import { toStatement } from './statement.js';

interface KeyRow {
  prefix: string;
  partner: string;
  digest: Buffer;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

const COLUMNS = 'prefix, partner, digest, scopes, created_at, expires_at, revoked_at, last_used_at';
const FIND = toStatement('key_find', `SELECT ${COLUMNS} FROM api_key WHERE digest = :digest`);
const LIST = toStatement('key_list', `SELECT ${COLUMNS} FROM api_key ORDER BY partner, created_at, prefix`);
const OF_PARTNER = toStatement(
  'key_of_partner',
  `SELECT ${COLUMNS} FROM api_key WHERE partner = :partner ORDER BY created_at, prefix`,
);
// Two who add a key to one partner see what the other has added.
const LOCK = toStatement('key_lock', 'LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE');
const ADD = toStatement(
  'key_add',
  `INSERT INTO api_key (prefix, partner, digest, scopes, created_at, expires_at)
   VALUES (:prefix, :partner, :digest, :scopes, :createdAt, :expiresAt)`,
);
const REVOKE = toStatement(
  'key_revoke',
  `UPDATE api_key SET revoked_at = :at
   WHERE revoked_at IS NULL AND (prefix = :name OR partner = :name) RETURNING ${COLUMNS}`,
);

/** `reads` is where a key is looked up while the service is asked for something. */
export function keyMethods(
  primary: Connection,
  reads: Session,
): Pick<KeyStore, 'findKey' | 'addKey' | 'listKeys' | 'revokeKeys'> {
  return {
    findKey: async (digest) => {
      const [row] = await reads.all<KeyRow>(FIND, { digest });
      return row && { ...toKey(row), digest: row.digest };
    },
    addKey: (partner, decide) =>
      primary.transact('write', async (session) => {
        await session.all(LOCK);
        const existing = await session.all<KeyRow>(OF_PARTNER, { partner });
        const { scopes, ...key } = decide(existing.map(toKey));
        await session.all(ADD, { ...key, scopes: scopes.join(' ') });
        const { digest: _, ...added } = key;
        return { ...added, scopes, revokedAt: null, lastUsedAt: null };
      }),
    listKeys: async () => (await primary.all<KeyRow>(LIST)).map(toKey),
    revokeKeys: async (name, at) =>
      (await primary.transact('write', (session) => session.all<KeyRow>(REVOKE, { name, at }))).map(toKey),
  };
}

function toKey(row: KeyRow): Key {
  const { prefix, partner } = row;
  const scopes = row.scopes.split(' ');
  return {
    prefix,
    partner,
    scopes: keyScopes.filter((scope) => scopes.includes(scope)),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
