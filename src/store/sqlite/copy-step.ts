import type { Database } from 'better-sqlite3';
import {
  type CopiedRow,
  type CopiedTable,
  type CopyStep,
  contentTables,
  type EndingTable,
  endingTables,
  keyTables,
  PROGRESS,
} from '../copy.js';
import { StoreError } from '../errors.js';
import { shapes } from '../tables.js';
import { prepareRemoveSearch } from './write-search.js';

const SECRET = "UPDATE setting SET value = ? WHERE name = 'cursor_secret'";
const HEAD = 'UPDATE head SET revision = :revision, floor = :floor, erased = :erased';
const FIND_PROGRESS = `SELECT value FROM setting WHERE name = '${PROGRESS}'`;
const SET_PROGRESS = `INSERT OR REPLACE INTO setting (name, value) VALUES ('${PROGRESS}', ?)`;
const END_PROGRESS = `DELETE FROM setting WHERE name = '${PROGRESS}'`;

const BELOW = 'until <= :floor AND until < 9007199254740991';
const PRUNE = ['version', 'name', 'ref'].map(
  (table) => `DELETE FROM ${table} WHERE ${BELOW}${table === 'version' ? ' AND digest IS NOT NULL' : ''}`,
);
const BELOW_ENTRIES = `SELECT entry FROM search_entry WHERE ${BELOW}`;
const CLEAR = `
  INSERT INTO search_index (search_index) VALUES ('delete-all');
  DELETE FROM search_text;
  ${[...contentTables]
    .reverse()
    .map((table) => `DELETE FROM ${table};`)
    .join('\n')}
  UPDATE head SET revision = 0, floor = 0, erased = 0`;

const ENTRY =
  'INSERT INTO search_entry (entry, id, revision, until, title) VALUES (:entry, :id, :revision, :until, :title)';
const TEXT = 'INSERT INTO search_text (entry, title, text) VALUES (:entry, :title, :text)';
const INDEX = 'INSERT INTO search_index (rowid, title, text) VALUES (:entry, :title, :text)';

/** A search entry is in three tables; any other row in one. Keys and usage are replaced by what they have become. */
function toInserts(table: CopiedTable): readonly string[] {
  if (table === 'search_entry') return [ENTRY, TEXT, INDEX];
  const { columns, born } = shapes[table];
  const verb = born === undefined ? 'INSERT OR REPLACE' : 'INSERT';
  return [`${verb} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `:${column}`).join(', ')})`];
}

function toEnd(table: EndingTable): string {
  const isIt = shapes[table].key.map((column) => `${column} = :${column}`).join(' AND ');
  return `UPDATE ${table} SET until = :until WHERE ${isIt} AND until = 9007199254740991`;
}

/** Carries out a step of a copy, within the transaction that is open. */
export function prepareCopyStep(db: Database) {
  const tables = [...contentTables, ...keyTables];
  const inserts = new Map(tables.map((table) => [table, toInserts(table).map((sql) => db.prepare<CopiedRow>(sql))]));
  const ends = new Map(endingTables.map((table) => [table, db.prepare<CopiedRow>(toEnd(table))]));
  const prunes = PRUNE.map((sql) => db.prepare<{ floor: number }>(sql));
  const listEntries = db.prepare<{ floor: number }, number>(BELOW_ENTRIES).pluck();
  const removeSearch = prepareRemoveSearch(db);
  const findProgress = db.prepare<[], string>(FIND_PROGRESS).pluck();

  function carryOut(step: CopyStep): void {
    if (step.kind === 'begin') db.prepare(SECRET).run(step.secret);
    else if (step.kind === 'clear') db.exec(CLEAR);
    else if (step.kind === 'finish') {
      const { revision, floor, erased } = step;
      db.prepare(HEAD).run({ revision, floor, erased });
    } else if (step.kind === 'prune') {
      const { floor } = step;
      for (const prune of prunes) prune.run({ floor });
      removeSearch(listEntries.all({ floor }));
    } else {
      const statements = step.kind === 'rows' ? inserts.get(step.table) : [ends.get(step.table)];
      for (const row of step.rows) for (const statement of statements ?? []) statement?.run(row);
    }
  }

  return (step: CopyStep, before: string | undefined, after: string | undefined): void => {
    if (findProgress.get() !== before) {
      throw new StoreError('busy', 'Another copy into this database is under way; wait for it to end.');
    }
    carryOut(step);
    if (after === undefined) db.prepare(END_PROGRESS).run();
    else db.prepare(SET_PROGRESS).run(after);
  };
}
