// A real primary with standbys, by the programs and the code that the tests have: compiled on the way, so that it is there once.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { main } from '../content/database.mjs';
import { run } from '../process.mjs';

const root = new URL('../../', import.meta.url);

async function loadHarness() {
  const outfile = fileURLToPath(new URL('build/bench/postgres-servers.mjs', root));
  await build({
    entryPoints: [fileURLToPath(new URL('test/support/postgres-servers.ts', root))],
    ...{ outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' },
  });
  return import(outfile);
}

/** Starts a primary that holds what a database of SQLite holds, and so many standbys. `stop` ends them and removes their files. */
export async function startCluster(database, standbys, tell) {
  const { ask, startServer } = await loadHarness();
  const ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const primary = await startServer({ teardown: (end) => ends.push(end) }, { durable: true });
    await ask(primary.url(), 'CREATE DATABASE content');
    tell('copying the content to PostgreSQL');
    await run(process.execPath, [main, 'copy', '--from', `sqlite:${database}`, '--to', primary.url('content')]);
    await ask(primary.url('content'), 'VACUUM ANALYZE');
    const replicas = [];
    for (let count = 0; count < standbys; count += 1) replicas.push(await primary.startStandby());
    return { primary, replicas, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
