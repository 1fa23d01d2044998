import type { Database } from 'better-sqlite3';
import { SqliteError } from 'better-sqlite3';
import type { PublishStore, Reference, SearchDocument } from '../store.js';
import type { Transact } from './transaction.js';

const REFERENCES = `
  SELECT role, to_type AS type, to_id AS id FROM ref
  WHERE from_type = ? AND from_id = ? AND until = 9007199254740991 ORDER BY role, to_id`;
const NAMES = 'SELECT name FROM name WHERE type = ? AND id = ? AND until = 9007199254740991 ORDER BY name';
const DOCUMENT = `
  SELECT t.title, t.text FROM search_entry e JOIN search_text t ON t.entry = e.entry
  WHERE e.id = ? AND e.until = 9007199254740991`;

/** Facts that hold between the tables, each a statement that counts what breaks it. */
const invariants: readonly [fault: string, count: string][] = [
  [
    'versions overlap: one begins before the version before it ends',
    `SELECT count(*) FROM (
       SELECT revision, lag(until) OVER (PARTITION BY type, id ORDER BY until) AS ended FROM version)
     WHERE ended > revision`,
  ],
  [
    'resources have no newest version',
    `SELECT count(*) FROM resource r WHERE NOT EXISTS (
       SELECT 1 FROM version v WHERE v.type = r.type AND v.id = r.id AND v.until = 9007199254740991)`,
  ],
  [
    'the head is not the last revision',
    'SELECT revision <> (SELECT coalesce(max(revision), 0) FROM revision) FROM head',
  ],
  ['revisions are missing', 'SELECT coalesce(max(revision), 0) - count(*) FROM revision'],
  [
    'search entries differ from their texts',
    `SELECT count(*) FROM search_entry e LEFT JOIN search_text t ON t.entry = e.entry
     WHERE t.title IS NOT e.title`,
  ],
];

export function verification(
  db: Database,
  read: Transact,
  writable: Transact | undefined,
): Pick<PublishStore, 'readIndexes' | 'checkIntegrity'> {
  const references = db.prepare<[string, string], Reference>(REFERENCES);
  const names = db.prepare<[string, string], string>(NAMES).pluck();
  const document = db.prepare<[string], SearchDocument>(DOCUMENT);
  const counts = invariants.map(([fault, count]) => ({ fault, count: db.prepare<[], number>(count).pluck() }));
  const check = db.prepare<[], string>('PRAGMA integrity_check').pluck();
  const checkForeignKeys = db.prepare<[], { table: string }>('PRAGMA foreign_key_check');

  /** FTS5 compares its index with the texts in a statement that is a write in form only. */
  async function checkSearchIndex(): Promise<readonly string[]> {
    if (writable === undefined) return [];
    return writable(() => {
      try {
        db.prepare("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)").run();
        return [];
      } catch (error) {
        if (error instanceof SqliteError && error.code.startsWith('SQLITE_CORRUPT')) {
          return ['the search index differs from the texts that it was made from'];
        }
        throw error;
      }
    });
  }

  return {
    readIndexes: (keys) =>
      read(
        () =>
          new Map(
            keys.map(({ type, id }) => [
              `${type}/${id}`,
              {
                references: references.all(type, id),
                names: names.all(type, id),
                search: (type === 'question' ? document.get(id) : undefined) ?? null,
              },
            ]),
          ),
      ),
    checkIntegrity: async () => {
      const faults = await read(() => [
        ...check.all().filter((line) => line !== 'ok'),
        ...checkForeignKeys.all().map(({ table }) => `a row of ${table} refers to one that is not there`),
        ...counts.flatMap(({ fault, count }) => {
          const found = count.get() ?? 0;
          return found === 0 ? [] : [`${fault} (${found})`];
        }),
      ]);
      return [...faults, ...(await checkSearchIndex())];
    },
  };
}
