import type { SearchDocument } from '../store.js';
import { toColumns } from './batches.js';
import type { Session } from './connection.js';
import { type Statement, toStatement, type Values } from './statement.js';

const CLOSE = toStatement(
  'search_close',
  'UPDATE search_entry SET until = :revision WHERE id = ANY (:id::text[]) AND until = 9007199254740991',
);
// Numbered from behind: read backwards, the entries of one revision are in the order of their ids.
const ADD = toStatement(
  'search_add',
  `WITH entry AS (
     SELECT (SELECT coalesce(max(entry), 0) FROM search_entry) + row_number() OVER (ORDER BY d.id COLLATE "C" DESC) AS entry,
       d.id, d.title, d.text
     FROM unnest(:id::text[], :title::text[], :text::text[]) AS d (id, title, text)
   ), added AS (
     INSERT INTO search_entry (entry, id, revision, title, tokens)
     SELECT entry, id, :revision, title,
       ARRAY(SELECT DISTINCT token FROM unnest(string_to_array(title || ' ' || text, ' ')) token WHERE token <> '')
     FROM entry
   )
   INSERT INTO search_text (entry, title, text) SELECT entry, title, text FROM entry`,
);
const REMOVE_TEXTS = toStatement(
  'search_remove_texts',
  'DELETE FROM search_text WHERE entry = ANY (:entries::bigint[])',
);
const REMOVE_ENTRIES = toStatement(
  'search_remove_entries',
  'DELETE FROM search_entry WHERE entry = ANY (:entries::bigint[])',
);

/** Removes entries of the search with every word of theirs, within the transaction that is open. */
export async function removeSearch(session: Session, entries: readonly number[]): Promise<void> {
  if (entries.length === 0) return;
  await session.all(REMOVE_TEXTS, { entries });
  await session.all(REMOVE_ENTRIES, { entries });
}

/** What replaces the search documents of questions. */
export function* searchStatements(
  documents: ReadonlyMap<string, SearchDocument | null>,
  revision: number,
): Generator<readonly [Statement, Values]> {
  const ids = [...documents.keys()].map((id) => ({ id }));
  for (const batch of toColumns(ids, ['id'])) yield [CLOSE, { ...batch, revision }];
  // Descending, so that batch after batch is numbered on in the same order.
  const added = [...documents]
    .flatMap(([id, document]) => (document === null ? [] : [{ id, title: document.title, text: document.text }]))
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  for (const batch of toColumns(added, ['id', 'title', 'text'])) yield [ADD, { ...batch, revision }];
}
