// The servers that a figure is held against. They write what this project answered: the same status, headers and bytes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askUntilRight, findPort, startServer } from '../process.mjs';
import { toNginxConfig } from './nginx.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bench-ceiling-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
let files = 0;

/** What every server writes by itself. */
const own = /^(?:date|connection|keep-alive|transfer-encoding)$/i;

/** Asks for each path, and keeps the answers. */
export async function capture(url, paths, headers) {
  const answers = [];
  for (const path of paths) {
    const { status, rawHeaders, body } = await askUntilRight(`${url}${path}`, headers);
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []));
    answers.push({ status, headers: pairs.filter(([name]) => !own.test(name)), body: body.toString('base64') });
  }
  return answers;
}

function keep(text) {
  files += 1;
  const file = join(folder, String(files));
  writeFileSync(file, text);
  return file;
}

export async function startBare(answers) {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const script = fileURLToPath(new URL('bare.mjs', import.meta.url));
  const args = [script, keep(JSON.stringify(answers)), String(port)];
  return { ...(await startServer(process.execPath, args, { url, env: { NODE_ENV: 'production' } })), url };
}

/** nginx with one process, and one answer out of memory. */
export async function startNginx([answer]) {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const body = Buffer.from(answer.body, 'base64');
  const config = keep(toNginxConfig({ folder, port, answer, file: keep(body) }));
  return { ...(await startServer('nginx', ['-c', config, '-e', '/dev/null'], { url })), url };
}

/** A bare Fastify that reads articles out of SQLite, as short as it can be written. */
export async function startFastify(database, path) {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const script = fileURLToPath(new URL('fastify.mjs', import.meta.url));
  const env = { NODE_ENV: 'production' };
  return {
    ...(await startServer(process.execPath, [script, database, String(port)], { url: `${url}${path}`, env })),
    url,
  };
}
