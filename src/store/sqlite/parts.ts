import type { Database, Statement } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import { LIVE_COLUMNS, type LiveRow, toVersion } from '../rows.js';
import type { Reference } from '../store.js';
import { AT } from './rows.js';

type Role = Reference['role'];

/** What a whole article shows. */
export const ARTICLE: readonly Role[] = ['topic', 'disclaimer', 'related', 'answer', 'author', 'exercise'];

// `+` keeps SQLite from a seek for every role: what one resource refers to is one short range. What occurs twice is sorted out in
// memory: a table for it costs more than all the rest.
const referredBy = (roles: readonly Role[]) => `
  SELECT r.to_type || '/' || r.to_id
  FROM json_each(:ids) f CROSS JOIN ref r
  WHERE r.from_type = :type AND r.from_id = f.value AND r.until > :at AND r.revision <= :at
    AND +r.role IN (${roles.map((role) => `'${role}'`).join(', ')})`;

const AUTHORS = `
  SELECT 'author/' || r.to_id
  FROM json_each(:ids) f CROSS JOIN ref r
  WHERE r.from_type = 'question' AND r.from_id = f.value AND r.role = 'author' AND r.until > :at AND r.revision <= :at`;

const VERSIONS = `
  SELECT ${LIVE_COLUMNS}
  FROM json_each(:keys) k CROSS JOIN version v
    ON v.type = substr(k.value, 1, instr(k.value, '/') - 1) AND v.id = substr(k.value, instr(k.value, '/') + 1) AND ${AT}
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

/** The keys of what a summary of a question shows: it is parsed anyway, so no index need be asked. */
function listShown(question: LiveRow): string[] {
  const { disclaimer, topics } = toVersion(question, 'question').resource;
  return [`disclaimer/${disclaimer}`, ...topics.map((id) => `topic/${id}`)];
}

const listAnswers = (question: LiveRow) => toVersion(question, 'question').resource.answers.map((id) => `answer/${id}`);

export interface PartReads {
  /** What summaries of questions show. */
  readonly ofSummaries: (questions: readonly LiveRow[], at: number) => readonly LiveRow[];
  /** The same, and their answers with the authors. */
  readonly ofHits: (questions: readonly LiveRow[], at: number) => readonly LiveRow[];
  /** What some resources of one type refer to, in some roles. */
  readonly referred: (
    type: ResourceType,
    ids: readonly string[],
    roles: readonly Role[],
    at: number,
  ) => readonly LiveRow[];
  /** What some answers refer to, and the disclaimers of their questions. */
  readonly aroundAnswers: (ids: readonly string[], at: number) => LiveRow[];
}

/** What very many articles share is read once for a revision. */
const shared: ReadonlySet<string> = new Set(['author', 'disclaimer', 'exercise', 'topic']);
const MAX_SHARED = 20_000;

type Asked = { type: ResourceType; ids: string; at: number };

export function preparePartReads(db: Database, latest: () => { readonly revision: number }): PartReads {
  const referredIn = new Map<string, Statement<Asked, string>>();
  const versions = db.prepare<{ keys: string; at: number }, LiveRow>(VERSIONS);
  const aroundAnswers = db.prepare<{ ids: string; at: number }, LiveRow>(AROUND_ANSWERS);
  const authors = db.prepare<{ ids: string; at: number }, string>(AUTHORS).pluck();
  const kept = new Map<string, LiveRow>();
  let keptAt = 0;

  function keep(rows: readonly LiveRow[]): void {
    for (const row of rows) if (shared.has(row.type) && kept.size < MAX_SHARED) kept.set(`${row.type}/${row.id}`, row);
  }

  function prepareReferred(roles: readonly Role[]): Statement<Asked, string> {
    const key = roles.join();
    const prepared = referredIn.get(key) ?? db.prepare<Asked, string>(referredBy(roles)).pluck();
    referredIn.set(key, prepared);
    return prepared;
  }

  /** Versions by `type/id`. Only what is the latest is kept: of what was, something may have been erased. */
  function readVersions(keys: ReadonlySet<string>, at: number): readonly LiveRow[] {
    if (at !== latest().revision) return versions.all({ keys: JSON.stringify([...keys]), at });
    if (at !== keptAt || kept.size >= MAX_SHARED) kept.clear();
    keptAt = at;
    const found: LiveRow[] = [];
    const missing: string[] = [];
    for (const key of keys) {
      const row = kept.get(key);
      if (row) found.push(row);
      else missing.push(key);
    }
    if (missing.length === 0) return found;
    const read = versions.all({ keys: JSON.stringify(missing), at });
    keep(read);
    return [...found, ...read];
  }

  return {
    ofSummaries: (questions, at) => readVersions(new Set(questions.flatMap(listShown)), at),
    ofHits(questions, at) {
      const ids = JSON.stringify(questions.map(({ id }) => id));
      const keys = [...questions.flatMap(listShown), ...questions.flatMap(listAnswers), ...authors.all({ ids, at })];
      return readVersions(new Set(keys), at);
    },
    referred(type, ids, roles, at) {
      const keys = prepareReferred(roles).all({ type, ids: JSON.stringify(ids), at });
      return readVersions(new Set(keys), at);
    },
    aroundAnswers: (ids, at) => aroundAnswers.all({ ids: JSON.stringify(ids), at }),
  };
}
