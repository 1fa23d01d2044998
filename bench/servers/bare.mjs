// The ceiling: Node's HTTP server, and nothing but it, writing finished answers. Reads them from the file that is its argument, and
// gives them in turn, whatever is asked; listens on the port that is its second.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const answers = JSON.parse(readFileSync(process.argv[2], 'utf8')).map(({ status, headers, body }) => ({
  status,
  headers: headers.flat(),
  body: Buffer.from(body, 'base64'),
}));
let next = 0;

createServer((_request, response) => {
  const { status, headers, body } = answers[next];
  next = (next + 1) % answers.length;
  response.writeHead(status, headers);
  response.end(body);
}).listen(Number(process.argv[3]), '127.0.0.1');
