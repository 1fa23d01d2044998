// Serves examples/offline/, and beside it the API with the seed on a new database, until told to stop. With `--service URL` the
// page keeps a copy of the content that is served there, and no API is started. `--port` and `--api-port` choose other ports.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPage } from '../examples/offline/build.mjs';
import { servePage } from '../examples/offline/serve.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { values } = parseArgs({
  options: {
    service: { type: 'string' },
    port: { type: 'string', default: '3101' },
    'api-port': { type: 'string', default: '3100' },
  },
});

const told = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
});
const service = values.service ?? `http://127.0.0.1:${values['api-port']}`;
const api = values.service === undefined ? startApi(values['api-port']) : undefined;
try {
  await api?.isReady;
  const { server, address } = await servePage(await buildPage(service), service, Number(values.port));
  console.log(`The page: ${address}/`);
  console.log(`The API:  ${service}/v1`);
  if (api !== undefined) console.log(`Recall an answer, and see it go:\n\n  ${api.recall}\n`);
  console.log('Stop both with Ctrl-C.');
  await Promise.race([told, api?.ended].filter((end) => end !== undefined));
  server.close();
  server.closeAllConnections();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await api?.stop();
}

function startApi(port) {
  const folder = mkdtempSync(join(tmpdir(), 'second-opinion-example-'));
  const database = `sqlite:${join(folder, 'content.db')}`;
  const settings = { DATABASE_URL: database, HOST: '127.0.0.1', PORT: port, DRAIN_SECONDS: '0', LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [at('dist/main.js'), 'serve', '--seed', at('seed')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    ended,
    isReady: waitFor(`http://127.0.0.1:${port}/readyz`, ended),
    recall: `DATABASE_URL=${database} npx second-opinion withdraw answer/knee-pain-after-running.unattributed --reason safety`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitFor(url, ended) {
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The API did not start.');
}
