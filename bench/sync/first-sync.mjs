// The memory of a server while copies of everything are made from it: `serve` in a process of its own, read from nothing to the
// end several times over, its resident memory looked at after every page. Size by RESOURCES.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSet } from './content-set.mjs';
import { quantile, residentMemory, writeSection } from './machine.mjs';

const SYNCS = 3;
const resources = Number(process.env.RESOURCES ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

async function start(path, settings) {
  const env = { ...process.env, DATABASE_URL: `sqlite:${path}`, PORT: '0', SNAPSHOT_SECONDS: 'off', ...settings };
  const server = spawn(process.execPath, [main, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: server.stdout })) {
    const { address } = JSON.parse(line);
    if (address === undefined) continue;
    server.stdout.resume();
    return { server, address };
  }
  throw new Error('The server ended.');
}

async function syncOnce(address, onPage) {
  const read = { pages: 0, changes: 0, bytes: 0 };
  for (let cursor = ''; ; ) {
    const text = await (await fetch(`${address}/v1/sync?limit=1000${cursor}`)).text();
    const page = JSON.parse(text);
    read.pages += 1;
    read.changes += page.changes.length;
    read.bytes += Buffer.byteLength(text);
    onPage();
    if (page.complete) return read;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

async function measure(path, settings) {
  const { server, address } = await start(path, settings);
  const before = residentMemory(server.pid);
  const syncs = [];
  for (let sync = 0; sync < SYNCS; sync += 1) {
    const memory = [];
    const begun = performance.now();
    const read = await syncOnce(address, () => memory.push(residentMemory(server.pid)));
    syncs.push({
      ...read,
      seconds: (performance.now() - begun) / 1000,
      middle: quantile(memory, 0.5),
      peak: Math.max(...memory),
    });
  }
  server.kill('SIGTERM');
  return { before, syncs };
}

const rows = [];
for (const count of [resources / 10, resources]) {
  const path = join(folder, `${count}.db`);
  const store = await buildSet(path, count, (done) => process.stderr.write(`\r${done} of ${count} `));
  await store.close();
  for (const [cache, settings] of [
    ['none', { CACHE_BYTES: '0' }],
    ['64 MiB, as it comes', {}],
  ]) {
    const { before, syncs } = await measure(path, settings);
    const mebibytes = (value) => `${Math.round(value)} MiB`;
    for (const [index, { pages, changes, bytes, seconds, middle, peak }] of syncs.entries()) {
      const sent = `${changes.toLocaleString('en')} in ${pages} pages, ${mebibytes(bytes / 2 ** 20)}`;
      const memory = `${mebibytes(before)} | ${mebibytes(middle)} | ${mebibytes(peak)}`;
      rows.push(`| ${sent} | ${cache} | ${index + 1} | ${seconds.toFixed(1)} s | ${memory} |`);
    }
  }
}
const lines = [
  `A copy of everything, ${SYNCS} times one after another from one server, pages of up to 1,000 changes.`,
  '',
  '| sent | cache | copy | took | memory at start | median | peak |',
  '| ---: | --- | ---: | ---: | ---: | ---: | ---: |',
  ...rows,
];
console.log(`\n${lines.join('\n')}`);
writeSection('The memory of a server during a first sync', lines);
rmSync(folder, { recursive: true });
