import type { Database } from 'better-sqlite3';
import { keyScopes } from '../../schemas/scope.js';
import type { Key, KeyStore } from '../keys.js';
import type { Transactions } from './transaction.js';

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

const ADD = `
  INSERT INTO api_key (prefix, partner, digest, scopes, created_at, expires_at)
  VALUES (:prefix, :partner, :digest, :scopes, :createdAt, :expiresAt)`;
const REVOKE = `
  UPDATE api_key SET revoked_at = :at
  WHERE revoked_at IS NULL AND (prefix = :name OR partner = :name) RETURNING *`;

export function keyMethods(
  db: Database,
  { read, write }: Transactions,
): Pick<KeyStore, 'findKey' | 'addKey' | 'listKeys' | 'revokeKeys'> {
  const find = db.prepare<[Uint8Array], KeyRow>('SELECT * FROM api_key WHERE digest = ?');
  const list = db.prepare<[], KeyRow>('SELECT * FROM api_key ORDER BY partner, created_at, prefix');
  const ofPartner = db.prepare<[string], KeyRow>('SELECT * FROM api_key WHERE partner = ? ORDER BY created_at, prefix');
  const add = db.prepare<Record<string, string | number | null | Uint8Array>>(ADD);
  const revoke = db.prepare<{ name: string; at: number }, KeyRow>(REVOKE);

  return {
    findKey: (digest) =>
      read(() => {
        const row = find.get(digest);
        return row && { ...toKey(row), digest: row.digest };
      }),
    addKey: (partner, decide) =>
      write(() => {
        const { scopes, ...key } = decide(ofPartner.all(partner).map(toKey));
        add.run({ ...key, scopes: scopes.join(' ') });
        const { digest: _, ...added } = key;
        return { ...added, scopes, revokedAt: null, lastUsedAt: null };
      }),
    listKeys: () => read(() => list.all().map(toKey)),
    revokeKeys: (name, at) => write(() => revoke.all({ name, at }).map(toKey)),
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
