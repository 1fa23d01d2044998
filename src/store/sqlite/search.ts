import type { Database } from 'better-sqlite3';
import type { SearchQuery } from '../../search/query.js';
import { score, toScore } from '../../search/rank.js';
import { LIVE_COLUMNS, type LiveRow, toSlice, toVersion } from '../rows.js';
import type { PageRequest, Position, QuestionFilter, ReadStore } from '../store.js';
import { matchesFilter, toFilterValues } from './lists.js';
import type { PartReads } from './parts.js';
import { AT, toParts } from './rows.js';
import type { Transact } from './transaction.js';

const MAX_CANDIDATES = 2000;

// The index is walked backwards, newest first, and nothing but titles is fetched to rank by.
const CANDIDATES = `
  SELECT e.id, e.revision, e.title
  FROM search_index s CROSS JOIN search_entry e ON e.entry = s.rowid
  WHERE search_index MATCH :match AND e.until > :at AND e.revision <= :at
    AND ${matchesFilter('e.id')}
  ORDER BY s.rowid DESC LIMIT ${MAX_CANDIDATES}`;

/** So many terms are looked for in titles by SQLite itself; what is ranked elsewhere has to be fetched first. */
const FEW_TERMS = ['one', 'two', 'three', 'four'] as const;
const holds = (term: string) => `(instr(' ' || e.title || ' ', :${term}) > 0)`;

// The tokens of a title are separated by spaces, so a term between two spaces is found where its tokens stand together.
const ranked = (terms: readonly string[], found: string) => `
  SELECT id, revision, held FROM (
    SELECT e.id, e.revision, ${terms.map(holds).join(' + ')} AS held
    FROM ${found} s CROSS JOIN search_entry e ON e.entry = s.rowid
    WHERE e.until > :at AND e.revision <= :at AND ${matchesFilter('e.id')}
    ORDER BY s.rowid DESC LIMIT ${MAX_CANDIDATES})
  WHERE held < :held OR (held = :held AND (revision < :revision OR (revision = :revision AND id > :id)))
  ORDER BY held DESC, revision DESC, id LIMIT :limit`;

const FOUND = 'search_index(:match)';
const NEWEST_FOUND = `(SELECT rowid FROM ${FOUND} ORDER BY rowid DESC LIMIT 200)`;

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

/** The place that every hit comes after, or that of the last hit shown. */
function toPlace(terms: number, after: Position | undefined) {
  if (after === undefined) return { held: terms + 1, revision: 0, id: '' };
  for (let held = 0; held <= terms; held += 1) {
    const revision = after.rank - toScore(held, terms, 0);
    if (revision >= 0 && after.rank < toScore(held + 1, terms, 0)) return { held, revision, id: after.id };
  }
  return undefined;
}

const toTerms = (all: SearchQuery['all']) =>
  Object.fromEntries(all.map((tokens, index) => [FEW_TERMS[index], ` ${tokens.join(' ')} `]));

type RankedRow = { id: string; revision: number; held: number };
type Filtered = ReturnType<typeof toFilterValues> & { match: string; at: number };

export function searchReads(db: Database, read: Transact, parts: PartReads): Pick<ReadStore, 'search'> {
  const candidates = db.prepare<Filtered, { id: string; revision: number; title: string }>(CANDIDATES);
  const prepareRanked = (terms: readonly string[], found: string) =>
    db.prepare<Filtered & Record<string, string | number | null>, RankedRow>(ranked(terms, found));
  const rankedByTerms = FEW_TERMS.map((_, last) => prepareRanked(FEW_TERMS.slice(0, last + 1), FOUND));
  const newestOfOneTerm = prepareRanked(FEW_TERMS.slice(0, 1), NEWEST_FOUND);
  const byIds = db.prepare<{ ids: string; at: number }, LiveRow>(BY_IDS);
  const { ofHits } = parts;

  /** The hits of a page and one more. */
  function rank(query: SearchQuery, filter: QuestionFilter, page: PageRequest, at: number): readonly Ranked[] {
    const { limit, after } = page;
    const { length } = query.all;
    const values = { match: toMatch(query), ...toFilterValues(filter), at };
    const statement = rankedByTerms[length - 1];
    const place = toPlace(length, after);
    if (statement === undefined || place === undefined) {
      return candidates
        .all(values)
        .map(({ id, title, revision }) => ({ id, score: score(query, title, revision) }))
        .filter((hit) => after === undefined || isAfter(hit, after))
        .sort(byRank);
    }
    const asked = { ...values, ...toTerms(query.all), ...place, limit: limit + 1 };
    // Titles often hold the one word that is looked for, seldom all of several. Where the newest fill the page, the rest comes after them.
    const newest = length === 1 ? newestOfOneTerm.all(asked) : [];
    const rows = newest[limit]?.held === 1 ? newest : statement.all(asked);
    return rows.map(({ id, revision, held }) => ({ id, score: toScore(held, length, revision) }));
  }

  return {
    search: (query, filter, page, at) =>
      read(() => {
        const { items, next } = toSlice(
          rank(query, filter, page, at),
          page.limit,
          (hit) => hit,
          (hit) => ({ rank: hit.score, id: hit.id }),
        );
        const ids = items.map(({ id }) => id);
        const rows = new Map(byIds.all({ ids: JSON.stringify(ids), at }).map((row) => [row.id, row]));
        const hits = items.flatMap(({ id, score }) => {
          const row = rows.get(id);
          return row === undefined ? [] : [{ question: toVersion(row, 'question'), score }];
        });
        return { items: hits, next, parts: toParts(ofHits([...rows.values()], at)) };
      }),
  };
}
