import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askUntilRight, findPort, startServer } from '../process.mjs';
import { toRows } from './content.mjs';
import { install, readVersion } from './install.mjs';

const compile = { 'better-sqlite3': 'build/Release/better_sqlite3.node' };

/** Strapi, on SQLite, in production mode, without its admin panel, with none but the middlewares that it requires, and a controller without checks. */
export async function startStrapi({ articles, temporary, tell }) {
  const { folder, node } = await install('strapi', { compile, tell });
  const main = join(folder, 'node_modules/@strapi/strapi/bin/strapi.js');
  const settings = {
    NODE_ENV: 'production',
    DATABASE: join(temporary, 'strapi.db'),
    STRAPI_TELEMETRY_DISABLED: 'true',
  };
  mkdirSync(join(folder, 'public/uploads'), { recursive: true });
  const start = async (more) => {
    const port = await findPort();
    const url = `http://127.0.0.1:${port}`;
    const env = { ...settings, PORT: String(port), ...more };
    return { ...(await startServer(node, [main, 'start'], { url: `${url}/_health`, env, cwd: folder })), url };
  };
  const file = join(temporary, 'strapi.json');
  writeFileSync(file, JSON.stringify(toRows(articles)));
  const filling = await start({ ROWS: file });
  const { body } = await askUntilRight(`${filling.url}/api/questions`).finally(filling.stop);
  const { documentId } = JSON.parse(body.toString()).data.find(({ key }) => key === articles[0].id);
  const server = await start({});
  return {
    name: `Strapi ${readVersion(folder, '@strapi/strapi')}`,
    configuration:
      'SQLite (better-sqlite3), production mode, no admin panel, no log, no sessions, no drafts, a controller that asks for documents directly, without checks; it has no response cache',
    variants: [
      {
        ...server,
        article: `/api/questions/${documentId}`,
        list: '/api/questions',
      },
    ],
  };
}
