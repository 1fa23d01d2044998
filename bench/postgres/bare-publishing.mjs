// The least that a publish can be: a transaction that locks the row which all publishers lock, and inserts finished rows, a statement
// for each table.
import pg from 'pg';

const tables = ['revision', 'resource', 'version', 'name', 'ref', 'search_entry', 'search_text'];
/** What a row that one publish makes is told by. */
const conditions = {
  resource: 'recency = -$1::bigint',
  search_text: 'entry IN (SELECT entry FROM search_entry WHERE revision = $1)',
};

/** What each revision after one has written, as statements with their values; `revision` is put in when it is inserted. */
export async function readRows(url, after) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const columns = {};
    for (const table of tables) {
      const { rows } = await client.query(
        `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
        [table],
      );
      columns[table] = rows;
    }
    const { rows: revisions } = await client.query('SELECT revision FROM revision WHERE revision > $1 ORDER BY 1', [
      after,
    ]);
    const made = [];
    for (const { revision } of revisions) {
      const statements = [];
      for (const table of tables) {
        const where = conditions[table] ?? 'revision = $1';
        const { rows } = await client.query(`SELECT * FROM ${table} WHERE ${where}`, [revision]);
        statements.push(toStatement(table, columns[table], rows));
      }
      made.push(statements);
    }
    return made;
  } finally {
    await client.end();
  }
}

function toStatement(table, columns, rows) {
  const names = columns.map(({ name }) => name);
  const into = `INSERT INTO ${table} (${names.join(', ')})`;
  const [row] = rows;
  // An array of arrays is no list of rows.
  if (rows.length === 1) {
    const text = `${into} VALUES (${names.map((_, place) => `$${place + 1}`).join(', ')})`;
    return { name: `${table}_one`, text, names, values: names.map((name) => row[name]) };
  }
  const arrays = columns.map(({ type }, place) => `$${place + 1}::${type}[]`).join(', ');
  const values = names.map((name) => rows.map((one) => one[name]));
  return { name: table, text: `${into} SELECT * FROM unnest(${arrays})`, names, values };
}

export async function openBare(url, count) {
  const clients = Array.from({ length: count }, () => new pg.Client(url));
  for (const client of clients) await client.connect();
  return clients;
}

/** As each was made, but at the revision that is the next by now. */
function toValues({ names, values }, revision) {
  return names.map((name, place) => {
    const value = values[place];
    if (name !== 'revision' && name !== 'first_revision') return value;
    return Array.isArray(value) ? value.map(() => revision) : revision;
  });
}

async function insert(client, statements) {
  await client.query('BEGIN');
  const { rows } = await client.query({ name: 'lock', text: 'SELECT revision FROM head FOR UPDATE' });
  const revision = Number(rows[0].revision) + 1;
  for (const statement of statements) {
    const { name, text } = statement;
    await client.query({ name, text, values: toValues(statement, revision) });
  }
  await client.query({ name: 'head', text: 'UPDATE head SET revision = $1', values: [revision] });
  await client.query('COMMIT');
}

export async function insertAtOnce(clients, publishes) {
  const begun = performance.now();
  await Promise.all(
    clients.map(async (client, place) => {
      for (const [number, statements] of publishes.entries()) {
        if (number % clients.length === place) await insert(client, statements);
      }
    }),
  );
  return { published: publishes.length, seconds: (performance.now() - begun) / 1000 };
}
