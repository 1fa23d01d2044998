import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPort, startServer } from '../process.mjs';
import { install, readVersion } from './install.mjs';

/** json-server: the articles as they are answered, in memory. */
export async function startJsonServer({ articles, temporary, tell }) {
  const { folder } = await install('json-server', { tell });
  const file = join(temporary, 'json-server.json');
  writeFileSync(file, JSON.stringify({ questions: articles }));
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const main = join(folder, 'node_modules/json-server/lib/cli/bin.js');
  const args = [main, '--quiet', '--host', '127.0.0.1', '--port', String(port), file];
  const article = `/questions/${articles[0].id}`;
  const server = await startServer(process.execPath, args, {
    url: `${url}${article}`,
    env: { NODE_ENV: 'production' },
  });
  return {
    name: `json-server ${readVersion(folder, 'json-server')}`,
    configuration: 'whole articles from memory, no log',
    variants: [{ ...server, url, article, list: '/questions?_limit=20' }],
  };
}
