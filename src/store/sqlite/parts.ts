import type { Database } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import type { Reference } from '../store.js';
import { AT, LIVE_COLUMNS, type LiveRow } from './rows.js';

type Role = Reference['role'];

/** What a summary of a question shows, and what a whole article does. */
export const SUMMARY: readonly Role[] = ['topic', 'disclaimer'];
export const ARTICLE: readonly Role[] = [...SUMMARY, 'related', 'answer', 'author', 'exercise'];

const REFERRED = `
  WITH target AS MATERIALIZED (
    SELECT DISTINCT r.to_type AS type, r.to_id AS id
    FROM json_each(:ids) f CROSS JOIN json_each(:roles) o CROSS JOIN ref r
    WHERE r.from_type = :type AND r.from_id = f.value AND r.role = o.value AND r.until > :at AND r.revision <= :at
  )
  SELECT ${LIVE_COLUMNS}
  FROM target t CROSS JOIN version v ON v.type = t.type AND v.id = t.id AND ${AT}
  WHERE v.body IS NOT NULL`;

const AROUND_ANSWERS = `
  WITH near AS MATERIALIZED (
    SELECT DISTINCT r.to_type AS type, r.to_id AS id
    FROM json_each(:ids) f CROSS JOIN ref r
    WHERE r.from_type = 'answer' AND r.from_id = f.value AND r.until > :at AND r.revision <= :at
  ), target AS MATERIALIZED (
    SELECT type, id FROM near
    UNION
    SELECT r.to_type, r.to_id FROM near n CROSS JOIN ref r
    WHERE n.type = 'question' AND r.from_type = 'question' AND r.from_id = n.id AND r.role = 'disclaimer'
      AND r.until > :at AND r.revision <= :at
  )
  SELECT ${LIVE_COLUMNS}
  FROM target t CROSS JOIN version v ON v.type = t.type AND v.id = t.id AND ${AT}
  WHERE v.body IS NOT NULL`;

export interface PartReads {
  /** What some resources of one type refer to, in some roles. */
  readonly referred: (type: ResourceType, ids: readonly string[], roles: readonly Role[], at: number) => LiveRow[];
  /** What some answers refer to, and the disclaimers of their questions. */
  readonly aroundAnswers: (ids: readonly string[], at: number) => LiveRow[];
}

export function preparePartReads(db: Database): PartReads {
  const referred = db.prepare<{ type: ResourceType; ids: string; roles: string; at: number }, LiveRow>(REFERRED);
  const aroundAnswers = db.prepare<{ ids: string; at: number }, LiveRow>(AROUND_ANSWERS);
  return {
    referred: (type, ids, roles, at) =>
      referred.all({ type, ids: JSON.stringify(ids), roles: JSON.stringify(roles), at }),
    aroundAnswers: (ids, at) => aroundAnswers.all({ ids: JSON.stringify(ids), at }),
  };
}
