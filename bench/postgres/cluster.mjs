// A real primary with standbys, by the programs and the code that the tests have: compiled on the way, so that it is there once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { main } from '../content/database.mjs';
import { run } from '../process.mjs';

const root = new URL('../../', import.meta.url);
const outdir = fileURLToPath(new URL('build/bench/support', root));

async function loadSupport() {
  const names = ['postgres-servers', 'relay'];
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`test/support/${name}.ts`, root))),
    ...{ outdir, bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' },
    outExtension: { '.js': '.mjs' },
  });
  const [servers, relay] = await Promise.all(names.map((name) => import(join(outdir, `${name}.mjs`))));
  return { ...servers, ...relay };
}

/**
 * Starts a primary that holds what a database of SQLite holds, and so many standbys. As on any machine that keeps what it is given,
 * a commit waits for the disk. `stop` ends them and removes their files.
 */
export async function startCluster(database, standbys, tell) {
  const support = await loadSupport();
  const ends = [];
  const owner = { teardown: (end) => ends.push(end) };
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const primary = await support.startServer(owner, { durable: true });
    await support.ask(primary.url(), 'CREATE DATABASE content');
    tell('copying the content to PostgreSQL');
    await run(process.execPath, [main, 'copy', '--from', `sqlite:${database}`, '--to', primary.url('content')]);
    await support.ask(primary.url('content'), 'VACUUM ANALYZE');
    const replicas = [];
    for (let count = 0; count < standbys; count += 1) replicas.push(await primary.startStandby());
    const relay = await support.startRelay(owner, Number(new URL(primary.url()).port));
    return { ...support, owner, primary, replicas, relay, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The process of a server, which its backends are children of. */
export async function findPid({ ask }, server) {
  const [{ data_directory: folder }] = await ask(server.url(), 'SHOW data_directory');
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}
