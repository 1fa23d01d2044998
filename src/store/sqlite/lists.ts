import type { Database } from 'better-sqlite3';
import type { ResourceType } from '../../schemas/resource.js';
import { LIVE_COLUMNS, type LiveRow, toSlice } from '../rows.js';
import type { PageRequest, Position, QuestionFilter, Reference, Slice } from '../store.js';
import { AT } from './rows.js';

/** Conditions on a question `id`: each filter that is not null must hold. */
export const matchesFilter = (id: string) =>
  ['topic', 'author', 'exercise', 'locale']
    .map(
      (role) => `(:${role} IS NULL OR EXISTS (
      SELECT 1 FROM ref f WHERE f.from_type = 'question' AND f.from_id = ${id} AND f.role = '${role}'
        AND f.to_id = :${role} AND f.until > :at AND f.revision <= :at))`,
    )
    .join(' AND ');

/** A filter as the statements take it. */
export function toFilterValues(filter: QuestionFilter) {
  const { topic = null, author = null, exercise = null, locale = null } = filter;
  return { topic, author, exercise, locale };
}

type FilterValues = ReturnType<typeof toFilterValues>;
type Key = { rank: number; id: string; at: number; limit: number };

// The keyset is a row value alone: one seek, also in the middle of a revision with very many resources.
const NEWEST = `
  SELECT ${LIVE_COLUMNS}
  FROM resource r CROSS JOIN version v ON v.type = r.type AND v.id = r.id AND ${AT}
  WHERE r.type = :type AND (r.recency, r.id) > (:rank, :id) AND v.body IS NOT NULL
  ORDER BY r.recency, r.id LIMIT :limit`;

const REFERRERS = `
  SELECT ${LIVE_COLUMNS}
  FROM ref r CROSS JOIN version v ON v.type = r.from_type AND v.id = r.from_id AND ${AT}
  WHERE r.to_id = :target AND r.from_type = :type AND r.role = :role AND (r.recency, r.from_id) > (:rank, :id)
    AND r.until > :at AND r.revision <= :at AND v.body IS NOT NULL
    AND ${matchesFilter('r.from_id')}
  ORDER BY r.recency, r.from_id LIMIT :limit`;

/** How many refer to a target, at most as many as it takes to know that they are many. */
const WEIGH = `
  SELECT count(*) FROM (SELECT 1 FROM ref WHERE to_id = :target AND from_type = :type AND role = :role LIMIT 5000)`;

/** The key that all of `after` come before: newest first is by `recency`, the first revision negated. */
function toKey({ after, limit }: PageRequest, at: number): Key {
  return { rank: after === undefined ? -at : -after.rank, id: after?.id ?? '', at, limit: limit + 1 };
}

const toPosition = (row: LiveRow): Position => ({ rank: row.first_revision, id: row.id });

type List<T extends unknown[]> = (...args: [...T, page: PageRequest, at: number]) => Slice<LiveRow>;

export interface ListReads {
  /** All of a type, newest first. */
  readonly newest: List<[type: ResourceType]>;
  /** Those of a type that refer to a target in a role, newest first. */
  readonly referrers: List<[type: ResourceType, role: Reference['role'], target: string]>;
  /** Questions for which a filter holds, newest first. */
  readonly questions: List<[filter: QuestionFilter]>;
}

export function prepareListReads(db: Database): ListReads {
  const newest = db.prepare<Key & { type: ResourceType }, LiveRow>(NEWEST);
  const referrers = db.prepare<Key & FilterValues & { type: ResourceType; role: string; target: string }, LiveRow>(
    REFERRERS,
  );
  const weigh = db.prepare<{ type: ResourceType; role: string; target: string }, number>(WEIGH).pluck();
  const slice = (rows: LiveRow[], limit: number) => toSlice(rows, limit, (row) => row, toPosition);

  /** The part of the filter that fewest questions meet: the one to walk. */
  function rarest(values: FilterValues): { role: string; target: string } | undefined {
    const given = Object.entries(values).flatMap(([role, target]) => (target === null ? [] : [{ role, target }]));
    if (given.length < 2) return given[0];
    return given
      .map((part) => ({ ...part, weight: weigh.get({ type: 'question', ...part }) ?? 0 }))
      .reduce((best, part) => (part.weight < best.weight ? part : best));
  }

  return {
    newest: (type, page, at) => slice(newest.all({ ...toKey(page, at), type }), page.limit),
    referrers: (type, role, target, page, at) =>
      slice(referrers.all({ ...toKey(page, at), ...toFilterValues({}), type, role, target }), page.limit),
    questions: (filter, page, at) => {
      const values = toFilterValues(filter);
      const driver = rarest(values);
      const rows =
        driver === undefined
          ? newest.all({ ...toKey(page, at), type: 'question' })
          : referrers.all({ ...toKey(page, at), ...values, ...driver, type: 'question' });
      return slice(rows, page.limit);
    },
  };
}
