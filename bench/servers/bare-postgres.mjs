// The ceiling of a miss: Node's HTTP server and `pg`, which reads one finished document by its key with a prepared statement and writes
// it. Takes the URL of the database, the port, and the headers that are written, as JSON.
import { createServer } from 'node:http';
import pg from 'pg';

const [url, port, headers] = process.argv.slice(2);
const written = JSON.parse(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
// As many connections as the service has.
const pool = new pg.Pool({ connectionString: url, max: 10 });
const find = { name: 'find', text: 'SELECT body FROM document WHERE path = $1' };

createServer(async (request, response) => {
  const { rows } = await pool.query({ ...find, values: [request.url] });
  const [row] = rows;
  if (row === undefined) response.writeHead(404).end();
  else {
    const body = Buffer.from(row.body);
    response.writeHead(200, [...written.flat(), 'Content-Length', body.length]).end(body);
  }
}).listen(Number(port), '127.0.0.1');
