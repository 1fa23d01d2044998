import type { SearchQuery } from '../../search/query.js';
import { LIVE_COLUMNS, type LiveRow, toSlice, toVersion } from '../rows.js';
import type { ReadStore } from '../store.js';
import { matchesFilter, SHOWN, toFilterValues } from './lists.js';
import { partsRow, referred, SUMMARY } from './parts.js';
import { type Reads, toRead } from './reads.js';
import { AT } from './rows.js';
import { findParts, type PartsRow } from './shown.js';

const MAX_CANDIDATES = 2000;

/** Whether a text of tokens holds a term: tokens have spaces between them, and none in them. */
const holds = (text: string, term: string) => `strpos(' ' || ${text} || ' ', ' ' || ${term} || ' ') > 0`;

/** Whether a term stands, in one piece, in the title or in the text of the entry `e`. */
const stands = (term: string) => `EXISTS (
  SELECT 1 FROM search_text t WHERE t.entry = e.entry AND (${holds('t.title', term)} OR ${holds('t.text', term)}))`;

// The index knows single tokens; phrases are looked for in the texts of what has all of their tokens.
const CANDIDATES = `
  SELECT e.id, e.revision, e.title FROM search_entry e
  WHERE e.tokens @> :tokens::text[] AND NOT e.tokens && :without::text[]
    AND NOT EXISTS (SELECT 1 FROM unnest(:phrases::text[]) p WHERE NOT ${stands('p')})
    AND NOT EXISTS (SELECT 1 FROM unnest(:noPhrases::text[]) p WHERE ${stands('p')})
    AND e.until > :at AND e.revision <= :at AND ${matchesFilter('e.id')}
  ORDER BY e.entry DESC LIMIT ${MAX_CANDIDATES}`;

// As `score` in `search/rank.ts`: by how much of the query the title holds, then by how new the words are.
const RANKED = `
  SELECT c.id, round(100 * (SELECT count(*) FROM unnest(:terms::text[]) w WHERE ${holds('c.title', 'w')})::numeric
    / cardinality(:terms::text[]))::bigint * 1099511627776 + c.revision AS score
  FROM candidate c`;

const SEARCH = toRead(
  'search',
  `WITH candidate AS MATERIALIZED (${CANDIDATES}), ranked AS (${RANKED}), page AS MATERIALIZED (
     SELECT id, score, (row_number() OVER (ORDER BY score DESC, id))::int AS ord FROM ranked
     WHERE :rank::bigint IS NULL OR score < :rank OR (score = :rank AND id > :id)
     ORDER BY score DESC, id LIMIT :limit
   ), item AS MATERIALIZED (
     SELECT p.ord, p.score, ${LIVE_COLUMNS} FROM page p
     JOIN version v ON v.type = 'question' AND v.id = p.id AND ${AT} WHERE v.body IS NOT NULL
   )
   SELECT v.ord, 'item' AS kind, v.score, ${LIVE_COLUMNS} FROM item v
   UNION ALL
   SELECT p.ord, p.kind, NULL, ${LIVE_COLUMNS.replaceAll('v.', 'p.')}
   FROM (${partsRow(referred(SHOWN, [...SUMMARY, 'answer', 'author']))}) p`,
);

type HitRow = (LiveRow & { readonly kind: 'item'; readonly score: number }) | PartsRow;

function toTerms({ all, none }: SearchQuery) {
  const written = (terms: SearchQuery['all']) => terms.map((term) => term.join(' '));
  const isPhrase = (term: readonly string[]) => term.length > 1;
  return {
    terms: written(all),
    tokens: [...new Set(all.flat())],
    without: none.filter((term) => !isPhrase(term)).flat(),
    phrases: written(all.filter(isPhrase)),
    noPhrases: written(none.filter(isPhrase)),
  };
}

export function searchReads(reads: Reads): Pick<ReadStore, 'search'> {
  return {
    search: async (query, filter, { limit, after }, at) => {
      const values = { ...toTerms(query), ...toFilterValues(filter), at, limit: limit + 1 };
      const place = { rank: after?.rank ?? null, id: after?.id ?? '' };
      const rows = await reads.at<HitRow>(SEARCH, { ...values, ...place });
      const hits = rows.flatMap((row) => (row.kind === 'item' ? [row] : []));
      const slice = toSlice(
        hits,
        limit,
        (row) => ({ question: toVersion(row, 'question'), score: row.score }),
        (row) => ({ rank: row.score, id: row.id }),
      );
      return { ...slice, parts: findParts(rows) };
    },
  };
}
