// Puts every row of a published database into an empty one with the same schema, in one transaction: node raw-insert.mjs FROM TO.
// Rows are read in pieces, outside of the time that counts. Prints { rows, seconds, processor }.
import Database from 'better-sqlite3';
import { openStore } from '../../dist/store/open.js';

const PIECE = 5000;
const tables = ['revision', 'resource', 'version', 'name', 'ref', 'search_entry', 'search_text'];
const [from, to] = process.argv.slice(2);
await (await openStore(`sqlite:${to}`, { migrate: true })).close();
const source = new Database(from, { readonly: true });
const target = new Database(to);
target.pragma('synchronous = FULL');
target.pragma(`cache_size = ${-(32 * 1024)}`);

let seconds = 0;
let processor = 0;
let rows = 0;
function time(work) {
  const begun = performance.now();
  const used = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(used);
  seconds += (performance.now() - begun) / 1000;
  processor += (user + system) / 1e6;
}

time(() => target.exec('BEGIN IMMEDIATE'));
for (const table of tables) {
  const columns = source.pragma(`table_info(${table})`).map(({ name }) => name);
  const put = target.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`);
  const index =
    table === 'search_text'
      ? target.prepare('INSERT INTO search_index (rowid, title, text) VALUES (?, ?, ?)')
      : undefined;
  let piece = [];
  const flush = () => {
    time(() => {
      for (const row of piece) put.run(row);
      if (index) for (const row of piece) index.run(row);
    });
    rows += piece.length * (index ? 2 : 1);
    piece = [];
  };
  for (const row of source.prepare(`SELECT ${columns} FROM ${table}`).raw().iterate()) {
    piece.push(row);
    if (piece.length === PIECE) flush();
  }
  flush();
}
time(() => target.exec('COMMIT'));
target.close();
console.log(JSON.stringify({ rows, seconds, processor }));
