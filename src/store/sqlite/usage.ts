import type { Database } from 'better-sqlite3';
import type { KeyStore, Usage } from '../keys.js';
import type { Transactions } from './transaction.js';

const ADD = `
  INSERT INTO key_usage (day, prefix, route, requests, charged, deprecated)
  VALUES (:day, :prefix, :route, :requests, :charged, :deprecated)
  ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, charged = charged + excluded.charged,
    deprecated = deprecated + excluded.deprecated`;
const USED = `
  UPDATE api_key SET last_used_at = :at WHERE prefix = :prefix AND coalesce(last_used_at, 0) < :at`;
const LIST = `
  SELECT u.day, u.prefix, k.partner, u.route, u.requests, u.charged, u.deprecated
  FROM key_usage u LEFT JOIN api_key k ON k.prefix = u.prefix
  WHERE u.day BETWEEN coalesce(:from, '') AND coalesce(:to, '9999-99-99')
    AND (:key IS NULL OR u.prefix = :key OR k.partner = :key)
  ORDER BY u.day, u.prefix, u.route`;
const OLD = 'FROM key_usage WHERE day < :before';
const PRUNE = `
  DELETE FROM key_usage WHERE (day, prefix, route) IN (SELECT day, prefix, route ${OLD} ORDER BY day LIMIT 1000)`;

type Row = Usage & { partner: string | null };

export function usageMethods(
  db: Database,
  { read, writeAtOnce }: Transactions,
): Pick<KeyStore, 'addUsage' | 'listUsage' | 'countUsage' | 'pruneUsage'> {
  const add = db.prepare<Usage>(ADD);
  const noteUse = db.prepare<{ prefix: string; at: number }>(USED);
  const list = db.prepare<Record<'key' | 'from' | 'to', string | null>, Row>(LIST);
  const count = db.prepare<{ before: string }, number>(`SELECT count(*) ${OLD}`).pluck();
  const prune = db.prepare<{ before: string }>(PRUNE);
  return {
    addUsage: (counted, lastUsed) =>
      writeAtOnce(() => {
        for (const usage of counted) add.run(usage);
        for (const [prefix, at] of lastUsed) noteUse.run({ prefix, at });
      }),
    listUsage: ({ key = null, from = null, to = null }) => read(() => list.all({ key, from, to })),
    countUsage: (before) => read(() => count.get({ before }) ?? 0),
    pruneUsage: (before) => writeAtOnce(() => prune.run({ before }).changes),
  };
}
