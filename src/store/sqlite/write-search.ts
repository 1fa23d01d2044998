import type { Database } from 'better-sqlite3';
import type { SearchDocument } from '../store.js';

const CLOSE = 'UPDATE search_entry SET until = :revision WHERE id = :id AND until = 9007199254740991';
const LAST = 'SELECT coalesce(max(entry), 0) FROM search_entry';
const ENTRY = 'INSERT INTO search_entry (entry, id, revision, title) VALUES (:entry, :id, :revision, :title)';
const TEXT = 'INSERT INTO search_text (entry, title, text) VALUES (:entry, :title, :text)';
const INDEX = 'INSERT INTO search_index (rowid, title, text) VALUES (:entry, :title, :text)';

const REMOVED = 'SELECT title, text FROM search_text WHERE entry = ?';
// FTS5 must be given the words that it is to forget.
const UNINDEX = "INSERT INTO search_index (search_index, rowid, title, text) VALUES ('delete', :entry, :title, :text)";
const REMOVE_TEXT = 'DELETE FROM search_text WHERE entry = ?';
const REMOVE_ENTRY = 'DELETE FROM search_entry WHERE entry = ?';

/** Removes entries of the search with every word of theirs, within the transaction that is open. */
export function prepareRemoveSearch(db: Database): (entries: readonly number[]) => void {
  const findText = db.prepare<[number], SearchDocument>(REMOVED);
  const unindex = db.prepare<{ entry: number } & SearchDocument>(UNINDEX);
  const removeText = db.prepare<[number]>(REMOVE_TEXT);
  const removeEntry = db.prepare<[number]>(REMOVE_ENTRY);
  return (entries) => {
    for (const entry of entries) {
      const document = findText.get(entry);
      if (document !== undefined) unindex.run({ entry, ...document });
      removeText.run(entry);
      removeEntry.run(entry);
    }
  };
}

/** Replaces the search documents of questions, within the transaction that is open. */
export function prepareWriteSearch(db: Database) {
  const close = db.prepare<{ id: string; revision: number }>(CLOSE);
  const last = db.prepare<[], number>(LAST).pluck();
  const insertEntry = db.prepare<{ entry: number; id: string; revision: number; title: string }>(ENTRY);
  const insertText = db.prepare<{ entry: number } & SearchDocument>(TEXT);
  const index = db.prepare<{ entry: number } & SearchDocument>(INDEX);

  return (documents: ReadonlyMap<string, SearchDocument | null>, revision: number): void => {
    let entry = last.get() ?? 0;
    // By id descending: read backwards, the entries of one revision are in the order of their ids.
    const ids = [...documents.keys()].sort().reverse();
    for (const id of ids) {
      close.run({ id, revision });
      const document = documents.get(id);
      if (!document) continue;
      entry += 1;
      const { title, text } = document;
      insertEntry.run({ entry, id, revision, title });
      insertText.run({ entry, title, text });
      index.run({ entry, title, text });
    }
  };
}
