import type { Database } from 'better-sqlite3';
import type { SearchQuery } from '../../search/query.js';
import { score } from '../../search/rank.js';
import type { Position, ReadStore } from '../store.js';
import { matchesFilter, toFilterValues } from './lists.js';
import { type PartReads, SUMMARY } from './parts.js';
import { AT, LIVE_COLUMNS, type LiveRow, toParts, toSlice, toVersion } from './rows.js';
import type { Transact } from './transaction.js';

const MAX_CANDIDATES = 2000;

// The index is walked backwards, newest first, and nothing but titles is fetched to rank by.
const CANDIDATES = `
  SELECT e.id, e.revision, e.title
  FROM search_index s CROSS JOIN search_entry e ON e.entry = s.rowid
  WHERE search_index MATCH :match AND e.until > :at AND e.revision <= :at
    AND ${matchesFilter('e.id')}
  ORDER BY s.rowid DESC LIMIT ${MAX_CANDIDATES}`;

const BY_IDS = `
  SELECT ${LIVE_COLUMNS}
  FROM json_each(:ids) i CROSS JOIN version v ON v.type = 'question' AND v.id = i.value AND ${AT}
  WHERE v.body IS NOT NULL`;

/** Every token is quoted: nothing in it is an operator. Tokens hold letters and digits alone. */
const toPhrase = (term: readonly string[]) => `"${term.join(' ').replaceAll('"', '""')}"`;

export function toMatch({ all, none }: SearchQuery): string {
  const wanted = `(${all.map(toPhrase).join(' AND ')})`;
  return none.length === 0 ? wanted : `${wanted} NOT (${none.map(toPhrase).join(' OR ')})`;
}

interface Ranked {
  readonly id: string;
  readonly score: number;
}

const byRank = (a: Ranked, b: Ranked) => b.score - a.score || (a.id < b.id ? -1 : 1);
const isAfter = (hit: Ranked, { rank, id }: Position) => hit.score < rank || (hit.score === rank && hit.id > id);

export function searchReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'search'> {
  const candidates = db.prepare<
    ReturnType<typeof toFilterValues> & { match: string; at: number },
    { id: string; revision: number; title: string }
  >(CANDIDATES);
  const byIds = db.prepare<{ ids: string; at: number }, LiveRow>(BY_IDS);
  const { referred } = parts;
  return {
    search: (query, filter, { limit, after }, at) =>
      read(() => {
        const ranked = candidates
          .all({ match: toMatch(query), ...toFilterValues(filter), at })
          .map(({ id, title, revision }) => ({ id, score: score(query, title, revision) }))
          .filter((hit) => after === undefined || isAfter(hit, after))
          .sort(byRank);
        const { items, next } = toSlice(
          ranked,
          limit,
          (hit) => hit,
          (hit) => ({ rank: hit.score, id: hit.id }),
        );
        const ids = items.map(({ id }) => id);
        const rows = new Map(byIds.all({ ids: JSON.stringify(ids), at }).map((row) => [row.id, row]));
        const hits = items.flatMap(({ id, score }) => {
          const row = rows.get(id);
          return row === undefined ? [] : [{ question: toVersion(row, 'question'), score }];
        });
        return { items: hits, next, parts: toParts(referred('question', ids, [...SUMMARY, 'answer', 'author'], at)) };
      }),
  };
}
