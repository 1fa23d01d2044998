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
import { endedKey, shapes } from '../tables.js';
import type { Transaction } from './connection.js';
import { toStatement } from './statement.js';

const SECRET = toStatement('copy_secret', "UPDATE setting SET value = :secret WHERE name = 'cursor_secret'");
const HEAD = toStatement('copy_head', 'UPDATE head SET revision = :revision, floor = :floor, erased = :erased');
/** Locks against another copy until the end of the transaction. */
const LOCK = 'LOCK TABLE setting IN EXCLUSIVE MODE';
const FIND_PROGRESS = toStatement('copy_find_progress', `SELECT value FROM setting WHERE name = '${PROGRESS}'`);
const SET_PROGRESS = toStatement(
  'copy_set_progress',
  `INSERT INTO setting (name, value) VALUES ('${PROGRESS}', :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
);
const END_PROGRESS = toStatement('copy_end_progress', `DELETE FROM setting WHERE name = '${PROGRESS}'`);

const BELOW = 'until <= :floor AND until < 9007199254740991';
const PRUNE = [
  toStatement('copy_prune_version', `DELETE FROM version WHERE ${BELOW} AND digest IS NOT NULL`),
  toStatement('copy_prune_name', `DELETE FROM name WHERE ${BELOW}`),
  toStatement('copy_prune_ref', `DELETE FROM ref WHERE ${BELOW}`),
  toStatement(
    'copy_prune_text',
    `DELETE FROM search_text WHERE entry IN (SELECT entry FROM search_entry WHERE ${BELOW})`,
  ),
  toStatement('copy_prune_entry', `DELETE FROM search_entry WHERE ${BELOW}`),
];
const CLEAR = `TRUNCATE search_text, ${contentTables.join(', ')}; UPDATE head SET revision = 0, floor = 0, erased = 0`;

/** A column of a row as JSON has it. */
const toValue = (row: CopiedRow, column: string) => {
  const value = row[column];
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
};
const toJson = (rows: readonly CopiedRow[], columns: readonly string[]) =>
  JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((column) => [column, toValue(row, column)]))));

const NUMBERS = /^(?:revision|until|first_revision|recency|entry|resource_count|requests|charged|deprecated|\w+_at)$/;

/** Rows that came as JSON. */
function toRecords(table: CopiedTable, columns: readonly string[]): string {
  const typeOf = (column: string) => {
    if (table === 'api_key' && column === 'digest') return 'bytea';
    return NUMBERS.test(column) ? 'bigint' : 'text';
  };
  return `json_to_recordset(:rows::json) AS r (${columns.map((column) => `${column} ${typeOf(column)}`).join(', ')})`;
}

/** A search entry is in two tables, with each of its words once. */
const SEARCH = `
  WITH r AS (
    SELECT * FROM ${toRecords('search_entry', shapes.search_entry.columns)}
  ), added AS (
    INSERT INTO search_entry (entry, id, revision, until, title, tokens)
    SELECT entry, id, revision, until, title,
      ARRAY(SELECT DISTINCT token FROM unnest(string_to_array(title || ' ' || text, ' ')) token WHERE token <> '')
    FROM r
  )
  INSERT INTO search_text (entry, title, text) SELECT entry, title, text FROM r`;

/** Keys and usage are replaced by what they have become. */
function toInsert(table: CopiedTable): string {
  if (table === 'search_entry') return SEARCH;
  const { columns, key, born } = shapes[table];
  const names = columns.join(', ');
  const replaced = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${toRecords(table, columns)}
    ${born === undefined ? `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaced}` : ''}`;
}

function toEnd(table: EndingTable): string {
  const isIt = shapes[table].key.map((column) => `t.${column} = r.${column}`).join(' AND ');
  return `UPDATE ${table} t SET until = r.until FROM ${toRecords(table, endedKey(table))}
    WHERE ${isIt} AND t.until = 9007199254740991`;
}

const INSERTS = new Map(
  [...contentTables, ...keyTables].map((table) => [table, toStatement(`copy_insert_${table}`, toInsert(table))]),
);
const ENDS = new Map(endingTables.map((table) => [table, toStatement(`copy_end_${table}`, toEnd(table))]));

async function carryOut(session: Transaction, step: CopyStep): Promise<void> {
  if (step.kind === 'begin') await session.all(SECRET, { secret: step.secret });
  else if (step.kind === 'clear') await session.script(CLEAR);
  else if (step.kind === 'prune') for (const statement of PRUNE) await session.all(statement, { floor: step.floor });
  else if (step.kind === 'finish') {
    const { revision, floor, erased } = step;
    await session.all(HEAD, { revision, floor, erased });
  } else {
    const statement = step.kind === 'rows' ? INSERTS.get(step.table) : ENDS.get(step.table);
    const columns = step.kind === 'rows' ? shapes[step.table].columns : endedKey(step.table);
    if (statement && step.rows.length > 0) await session.all(statement, { rows: toJson(step.rows, columns) });
  }
}

/** Carries out a step of a copy, within the transaction that is open. */
export async function takeCopyStep(
  session: Transaction,
  step: CopyStep,
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  await session.script(LOCK);
  const [found] = await session.all<{ value: string }>(FIND_PROGRESS);
  if (found?.value !== before) {
    throw new StoreError('busy', 'Another copy into this database is under way; wait for it to end.');
  }
  await carryOut(session, step);
  if (after === undefined) await session.all(END_PROGRESS);
  else await session.all(SET_PROGRESS, { value: after });
}
