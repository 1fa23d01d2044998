import type { KeyStore, Usage } from '../keys.js';
import type { Connection } from './connection.js';
import { toStatement } from './statement.js';

// In one order for all: who waits for a row holds none that comes after it.
const ADD = toStatement(
  'usage_add',
  `INSERT INTO key_usage AS u (day, prefix, route, requests, charged, deprecated)
   SELECT * FROM unnest(:day::text[], :prefix::text[], :route::text[], :requests::bigint[], :charged::bigint[],
     :deprecated::bigint[]) AS c (day, prefix, route, requests, charged, deprecated)
   ORDER BY day COLLATE "C", prefix COLLATE "C", route COLLATE "C"
   ON CONFLICT (day, prefix, route) DO UPDATE SET requests = u.requests + excluded.requests,
     charged = u.charged + excluded.charged, deprecated = u.deprecated + excluded.deprecated`,
);
const LOCK_USED = toStatement(
  'usage_lock_used',
  'SELECT 1 FROM api_key WHERE prefix = ANY (:prefix::text[]) ORDER BY prefix FOR UPDATE',
);
const USED = toStatement(
  'usage_used',
  `UPDATE api_key k SET last_used_at = c.at FROM unnest(:prefix::text[], :at::bigint[]) AS c (prefix, at)
   WHERE k.prefix = c.prefix AND coalesce(k.last_used_at, 0) < c.at`,
);
const LIST = toStatement(
  'usage_list',
  `SELECT u.day, u.prefix, k.partner, u.route, u.requests, u.charged, u.deprecated
   FROM key_usage u LEFT JOIN api_key k ON k.prefix = u.prefix
   WHERE u.day BETWEEN coalesce(:from::text, '') AND coalesce(:to::text, '9999-99-99')
     AND (:key::text IS NULL OR u.prefix = :key OR k.partner = :key)
   ORDER BY u.day, u.prefix, u.route`,
);

const COUNT = toStatement('usage_count', 'SELECT count(*) AS count FROM key_usage WHERE day < :before');
const PRUNE = toStatement(
  'usage_prune',
  `WITH removed AS (
     DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM key_usage WHERE day < :before ORDER BY day LIMIT 1000 FOR UPDATE SKIP LOCKED))
     RETURNING 1)
   SELECT count(*) AS count FROM removed`,
);

type Count = { readonly count: number };
type Row = Usage & { readonly partner: string | null };

export function usageMethods(
  primary: Connection,
): Pick<KeyStore, 'addUsage' | 'listUsage' | 'countUsage' | 'pruneUsage'> {
  return {
    addUsage: (counted, lastUsed) =>
      primary.transact('write', async (session) => {
        const column = <N extends keyof Usage>(name: N) => counted.map((usage) => usage[name]);
        await session.all(ADD, {
          day: column('day'),
          prefix: column('prefix'),
          route: column('route'),
          requests: column('requests'),
          charged: column('charged'),
          deprecated: column('deprecated'),
        });
        if (lastUsed.size === 0) return;
        const prefix = [...lastUsed.keys()];
        await session.all(LOCK_USED, { prefix });
        await session.all(USED, { prefix, at: [...lastUsed.values()] });
      }),
    listUsage: ({ key = null, from = null, to = null }) => primary.all<Row>(LIST, { key, from, to }),
    countUsage: async (before) => (await primary.all<Count>(COUNT, { before }))[0]?.count ?? 0,
    pruneUsage: async (before) =>
      (await primary.transact('write', (session) => session.all<Count>(PRUNE, { before })))[0]?.count ?? 0,
  };
}
